/**
 * The gallery store over several databases. Faces are spread over them by id, and every question goes to
 * all that may know the answer; documents lie on the first one.
 *
 * A gallery is there while the first shard has it. It is made there last and removed there last,
 * so that what breaks off in between can be repeated, and no face is left of a gallery that is gone.
 * @module
 */
import {
  type AddOutcome,
  type Answer,
  type CallOptions,
  type Collection,
  type DocumentQuery,
  type FaceChange,
  type FaceCondition,
  type FaceMatch,
  FacepipeError,
  type FaceQuery,
  type FaceSearch,
  type GalleryFace,
  type GalleryFaceRow,
  type GalleryInfo,
  type GalleryStore,
  otherEmbedder,
  otherLength,
  type ReadDocument,
  type ReadOptions,
  type StoredDocument,
  type StoreStats,
  type Uint64,
} from "../../../core/mod.ts";
import { answer, ask } from "./fan_out.ts";
import { byId, mergeGalleries, mergeMatches, mergeSorted, mergeStats } from "./merge.ts";
import { isOutOfService } from "./out_of_service.ts";
import type { Shard } from "./shard.ts";
import { shardOfFace } from "./shard_of.ts";

/** Galleries and documents over several databases. */
export class ShardedStore implements GalleryStore {
  readonly address: string;
  readonly #shards: readonly Shard[];
  readonly #first: Shard;
  readonly #others: readonly Shard[];

  constructor(shards: readonly [Shard, ...Shard[]], address: string) {
    this.#shards = shards;
    [this.#first, ...this.#others] = shards;
    this.address = address;
  }

  async createGallery(
    owner: string,
    name: string,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<void> {
    // Its document is that of the first shard; the others only need a place for faces.
    const stub = { key: document.key, body: "{}", terms: [], version: 1 };
    await this.#tellOthers((store) => unless("CONFLICT", store.createGallery(owner, name, stub, call)));
    await (await this.#first.store()).createGallery(owner, name, document, call);
  }

  async dropGallery(owner: string, name: string, call?: CallOptions): Promise<void> {
    const drop = (store: GalleryStore) => unless("GALLERY_NOT_FOUND", store.dropGallery(owner, name, call));
    const first = await this.#first.store();
    // A shard out of service is better found before anything is gone.
    await ask(this.#shards, undefined, (store) =>
      unless("GALLERY_NOT_FOUND", store.readGallery(owner, name, call)),
    );
    await this.#tellOthers(drop);
    await first.dropGallery(owner, name, call);
    // Somebody may have tried to make it again meanwhile, and another have found that and added faces.
    await this.#tellOthers(drop);
  }

  async listGalleries(owner: string, read?: ReadOptions): Promise<Answer<GalleryInfo>> {
    const answers = await ask(this.#shards, read, async (store, shard) => ({
      shard,
      rows: (await store.listGalleries(owner, read)).rows,
    }));
    const known = answers.values.find(({ shard }) => shard === this.#first)?.rows;
    const names = known && new Set(known.map(({ name }) => name));
    const merged = mergeGalleries(answers.values.map(({ rows }) => rows));
    return answer(answers, names ? merged.filter(({ name }) => names.has(name)) : merged);
  }

  async readGallery(owner: string, name: string, read?: ReadOptions): Promise<Answer<GalleryInfo>> {
    const answers = await ask(this.#shards, read, (store) => store.readGallery(owner, name, read));
    return answer(answers, mergeGalleries(answers.values.map(({ rows }) => rows)));
  }

  async fixEmbedder(
    owner: string,
    name: string,
    embedder: string,
    dimensions: number,
    call?: CallOptions,
  ): Promise<void> {
    await (await this.#first.store()).fixEmbedder(owner, name, embedder, dimensions, call);
  }

  async addFaces(
    owner: string,
    gallery: string,
    faces: readonly GalleryFace[],
    call?: CallOptions,
  ): Promise<AddOutcome[]> {
    await this.#fixEmbedderOf(owner, gallery, faces, call);
    const outcomes = new Array<AddOutcome>(faces.length);
    const parts = this.#parts([...faces.keys()], (i) => faces[i]!.id);
    await ask([...parts.keys()], undefined, async (store, shard) => {
      const part = parts.get(shard)!;
      const given = part.map((i) => faces[i]!);
      const told = await store.addFaces(owner, gallery, given, call);
      for (const [n, i] of part.entries()) outcomes[i] = told[n]!;
    });
    return outcomes;
  }

  async readFaces(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
    read?: ReadOptions,
  ): Promise<Answer<GalleryFace>> {
    const parts = this.#parts(ids, (id) => id);
    // The first shard says whether the gallery is there.
    const answers = await ask([...new Set([this.#first, ...parts.keys()])], read, async (store, shard) => {
      return (await store.readFaces(owner, gallery, parts.get(shard) ?? [], read)).rows;
    });
    return answer(answers, mergeSorted(answers.values, byId(), Infinity));
  }

  async updateFace(
    owner: string,
    gallery: string,
    id: Uint64,
    change: FaceChange,
    call?: CallOptions,
  ): Promise<void> {
    await this.#require(owner, gallery, call);
    const store = await this.#shardOf(id).store();
    await store.updateFace(owner, gallery, id, change, call);
  }

  async removeFaces(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
    call?: CallOptions,
  ): Promise<number> {
    await this.#require(owner, gallery, call);
    const parts = this.#parts(ids, (id) => id);
    const { values } = await ask([...parts.keys()], undefined, (store, shard) =>
      store.removeFaces(owner, gallery, parts.get(shard)!, call),
    );
    return values.reduce((sum, number) => sum + number, 0);
  }

  async pageFaces(
    owner: string,
    gallery: string,
    query: FaceQuery,
    read?: ReadOptions,
  ): Promise<Answer<GalleryFaceRow>> {
    const answers = await ask(this.#shards, read, (store) => store.pageFaces(owner, gallery, query, read));
    const lists = answers.values.map(({ rows }) => rows);
    return answer(answers, mergeSorted(lists, byId(query.descending), query.limit));
  }

  async countFaces(
    owner: string,
    gallery: string,
    conditions: readonly FaceCondition[],
    read?: ReadOptions,
  ): Promise<Answer<number>> {
    const answers = await ask(this.#shards, read, (store) =>
      store.countFaces(owner, gallery, conditions, read),
    );
    return answer(answers, [answers.values.flatMap(({ rows }) => rows).reduce((sum, n) => sum + n, 0)]);
  }

  async searchFaces(
    owner: string,
    gallery: string,
    search: FaceSearch,
    read?: ReadOptions,
  ): Promise<Answer<FaceMatch>> {
    const [found] = await this.searchFacesAll(owner, gallery, [search], read);
    return found!;
  }

  async searchFacesAll(
    owner: string,
    gallery: string,
    searches: readonly FaceSearch[],
    read?: ReadOptions,
  ): Promise<Answer<FaceMatch>[]> {
    const answers = await ask(this.#shards, read, (store) =>
      store.searchFacesAll(owner, gallery, searches, read),
    );
    return searches.map(({ limit }, i) => {
      const lists = answers.values.map((found) => found[i]!.rows);
      return answer(answers, mergeMatches(lists, limit));
    });
  }

  async insertDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean> {
    return (await this.#first.store()).insertDocument(owner, collection, document, call);
  }

  async pageDocuments(
    owner: string,
    collection: Collection,
    query: DocumentQuery,
    read?: ReadOptions,
  ): Promise<Answer<ReadDocument>> {
    const totalServers = this.#shards.length;
    try {
      const { rows } = await (await this.#first.store()).pageDocuments(owner, collection, query, read);
      return { rows, liveServers: totalServers, totalServers };
    } catch (error) {
      if (!(read?.ignoreErrors && isOutOfService(error))) throw error;
      return { rows: [], liveServers: totalServers - 1, totalServers };
    }
  }

  async replaceDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean> {
    return (await this.#first.store()).replaceDocument(owner, collection, document, call);
  }

  async removeDocument(
    owner: string,
    collection: Collection,
    key: string,
    version?: number,
    call?: CallOptions,
  ): Promise<boolean> {
    return (await this.#first.store()).removeDocument(owner, collection, key, version, call);
  }

  async removeOwner(owner: string, call?: CallOptions): Promise<void> {
    const first = await this.#first.store();
    await this.#tellOthers((store) => store.removeOwner(owner, call));
    await first.removeOwner(owner, call);
  }

  async stats(owner: string, read?: ReadOptions): Promise<StoreStats> {
    const { values, ...servers } = await ask(this.#shards, read, async (store, shard) => ({
      shard,
      stats: await store.stats(owner, read),
    }));
    const first = values.find(({ shard }) => shard === this.#first)?.stats;
    const all = values.map(({ stats }) => stats);
    return { ...mergeStats(all, first), ...servers };
  }

  async forget(call?: CallOptions): Promise<void> {
    await ask(this.#shards, undefined, (store) => store.forget(call));
  }

  async close(): Promise<void> {
    const closing = await Promise.allSettled(this.#shards.map((shard) => shard.close()));
    const failed = closing.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  #shardOf(id: Uint64): Shard {
    return this.#shards[shardOfFace(id, this.#shards.length)]!;
  }

  /** Items by the shard of their id. */
  #parts<T>(items: readonly T[], idOf: (item: T) => Uint64): Map<Shard, T[]> {
    const parts = new Map<Shard, T[]>();
    for (const item of items) {
      const shard = this.#shardOf(idOf(item));
      const part = parts.get(shard);
      if (part) part.push(item);
      else parts.set(shard, [item]);
    }
    return parts;
  }

  /** Fixes the embedder of faces that all have the same, before any shard adds one. */
  async #fixEmbedderOf(
    owner: string,
    gallery: string,
    faces: readonly GalleryFace[],
    call?: CallOptions,
  ): Promise<void> {
    const first = await this.#first.store();
    const [info] = (await first.readGallery(owner, gallery, call)).rows;
    const embedder = info!.embedder ?? faces[0]?.embedder;
    const length = info!.dimensions ?? faces[0]?.embedding.length;
    for (const face of faces) {
      if (face.embedder !== embedder) throw otherEmbedder(gallery, embedder!, face.embedder);
      if (face.embedding.length !== length) throw otherLength(gallery, length!, face.embedding.length);
    }
    if (info!.embedder !== undefined || faces.length === 0) return;
    // The first shard decides between two that want different ones.
    await first.fixEmbedder(owner, gallery, embedder!, length!, call);
  }

  async #require(owner: string, gallery: string, call?: CallOptions): Promise<void> {
    await (await this.#first.store()).readGallery(owner, gallery, call);
  }

  async #tellOthers(order: (store: GalleryStore) => Promise<void>): Promise<void> {
    if (this.#others.length > 0) await ask(this.#others, undefined, order);
  }
}

/** Waits; an error of this code is fine. */
async function unless(code: FacepipeError["code"], call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof FacepipeError && error.code === code)) throw error;
  }
}
