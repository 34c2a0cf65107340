/**
 * The gallery store in a Postgres database, for galleries that many machines share.
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
  type FaceQuery,
  type FaceSearch,
  type GalleryFace,
  type GalleryFaceRow,
  type GalleryInfo,
  type GalleryStore,
  type ReadDocument,
  type ReadOptions,
  type StoredDocument,
  type StoreOptions,
  type StoreStats,
  type Uint64,
  wholeAnswer,
} from "../../../core/mod.ts";
import { Database, type Work } from "./database.ts";
import { deleteDocument, documentRows, insertDocument, replaceDocument } from "./document_rows.ts";
import { changeFace, deleteFaces, insertFaces } from "./face_changes.ts";
import { countRows, faceRows, wholeFaces } from "./face_rows.ts";
import {
  checkEmbedder,
  fixEmbedder,
  type GalleryRow,
  galleryRow,
  galleryRows,
  infoOf,
  insertGallery,
  lockedRow,
} from "./gallery_rows.ts";
import { IndexKeeper } from "./index_keeper.ts";
import { NearIndexes } from "./near_index.ts";
import { NEAR_LIMITS, type NearLimits } from "./near_limits.ts";
import { detachGallery, detachOwner, sweep, vacuum } from "./removal.ts";
import { migrate } from "./schema.ts";
import { NEAR_SETTINGS, searchOnServer } from "./server_search.ts";
import { countAll } from "./statistics.ts";
import { parsePostgresUrl } from "./url.ts";
import { findVectorExtension, type VectorExtension } from "./vector_extension.ts";

/**
 * Opens a gallery database on a Postgres server, and makes its tables where there are none.
 *
 * @param url `postgres://user:password@host:port/database`, with the parameters `schema` (default `facepipe`),
 * `pool_size` (8), `statement_timeout` (120000 ms), and those of the driver, such as `sslmode`.
 * @throws FacepipeError BAD_PARAM for a malformed address; STORAGE_ERROR where the server cannot be
 * reached, refuses, or holds a database of a newer version.
 */
export function openPostgresStore(url: string, options: StoreOptions = {}): Promise<GalleryStore> {
  return openWithLimits(url, options, NEAR_LIMITS);
}

/** As {@linkcode openPostgresStore}, with other limits: for tests and benchmarks. */
export async function openWithLimits(
  url: string,
  options: StoreOptions,
  limits: NearLimits,
): Promise<GalleryStore> {
  const db = await Database.open(parsePostgresUrl(url), options.busyTimeout);
  try {
    await migrate(db);
    const extension = await findVectorExtension(db, options.note);
    const store = new PostgresStore(db, extension, options, limits);
    await store.finishRemovals();
    return store;
  } catch (error) {
    await db.close();
    throw error;
  }
}

class PostgresStore implements GalleryStore {
  readonly address: string;
  readonly #db: Database;
  readonly #extension: VectorExtension | undefined;
  readonly #limits: NearLimits;
  readonly #keeper: IndexKeeper;
  readonly #nearIndexes: NearIndexes;

  constructor(
    db: Database,
    extension: VectorExtension | undefined,
    { indexes, note }: StoreOptions,
    limits: NearLimits,
  ) {
    this.#limits = limits;
    this.#db = db;
    this.#extension = extension;
    this.#keeper = new IndexKeeper(db, indexes, note);
    this.#nearIndexes = new NearIndexes(db, extension, limits, note);
    this.address = db.address;
  }

  async createGallery(
    owner: string,
    name: string,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<void> {
    await this.#write(call, async (session) => {
      await insertGallery(session, owner, name);
      await deleteDocument(session, owner, "galleries", document.key);
      await insertDocument(session, owner, "galleries", document);
    });
  }

  async dropGallery(owner: string, name: string, call?: CallOptions): Promise<void> {
    await this.#write(call, async (session) => {
      await detachGallery(session, await lockedRow(session, owner, name));
      await deleteDocument(session, owner, "galleries", name);
    });
    await this.finishRemovals(call?.signal);
  }

  async listGalleries(owner: string, read?: ReadOptions): Promise<Answer<GalleryInfo>> {
    return wholeAnswer((await this.#read(read, (session) => galleryRows(session, owner))).map(infoOf));
  }

  async readGallery(owner: string, name: string, read?: ReadOptions): Promise<Answer<GalleryInfo>> {
    return wholeAnswer([infoOf(await this.#row(owner, name, read))]);
  }

  async fixEmbedder(
    owner: string,
    name: string,
    embedder: string,
    dimensions: number,
    call?: CallOptions,
  ): Promise<void> {
    // Most of the time it is fixed already: then nobody has to wait.
    const row = await this.#row(owner, name, call);
    checkEmbedder(row, embedder, dimensions);
    if (row.embedder !== undefined) return;
    await this.#write(call, async (session) =>
      fixEmbedder(session, await lockedRow(session, owner, name), embedder, dimensions),
    );
  }

  async addFaces(
    owner: string,
    gallery: string,
    faces: readonly GalleryFace[],
    call?: CallOptions,
  ): Promise<AddOutcome[]> {
    const { outcomes, row } = await this.#write(call, async (session) => {
      const locked = await lockedRow(session, owner, gallery);
      return { outcomes: await insertFaces(session, locked, faces), row: locked };
    });
    const dimensions = row.dimensions ?? faces[0]?.embedding.length;
    this.#nearIndexes.grown({ ...row, dimensions, number: row.number + outcomes.length });
    return outcomes;
  }

  async readFaces(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
    read?: ReadOptions,
  ): Promise<Answer<GalleryFace>> {
    return wholeAnswer(
      await this.#inGallery(owner, gallery, read, (session, row) => wholeFaces(session, row, ids)),
    );
  }

  async updateFace(
    owner: string,
    gallery: string,
    id: Uint64,
    change: FaceChange,
    call?: CallOptions,
  ): Promise<void> {
    await this.#write(call, async (session) =>
      changeFace(session, await lockedRow(session, owner, gallery), id, change),
    );
  }

  removeFaces(owner: string, gallery: string, ids: readonly Uint64[], call?: CallOptions): Promise<number> {
    return this.#write(call, async (session) =>
      deleteFaces(session, await lockedRow(session, owner, gallery), ids),
    );
  }

  async pageFaces(
    owner: string,
    gallery: string,
    query: FaceQuery,
    read?: ReadOptions,
  ): Promise<Answer<GalleryFaceRow>> {
    return wholeAnswer(
      await this.#inGallery(owner, gallery, read, (session, row) => faceRows(session, row, query)),
    );
  }

  async countFaces(
    owner: string,
    gallery: string,
    conditions: readonly FaceCondition[],
    read?: ReadOptions,
  ): Promise<Answer<number>> {
    return wholeAnswer([
      await this.#inGallery(owner, gallery, read, (session, row) => countRows(session, row, conditions)),
    ]);
  }

  async searchFaces(
    owner: string,
    gallery: string,
    search: FaceSearch,
    read?: ReadOptions,
  ): Promise<Answer<FaceMatch>> {
    const [answer] = await this.searchFacesAll(owner, gallery, [search], read);
    return answer!;
  }

  async searchFacesAll(
    owner: string,
    gallery: string,
    searches: readonly FaceSearch[],
    read?: ReadOptions,
  ): Promise<Answer<FaceMatch>[]> {
    const row = await this.#row(owner, gallery, read);
    for (const { embedder, vector } of searches) checkEmbedder(row, embedder, vector.length);
    if (row.embedder === undefined) return searches.map(() => wholeAnswer<FaceMatch>([]));
    const extension = this.#extension;
    const answers = extension
      ? await this.#searchOnServer(extension, row, searches, read)
      : await this.#keeper.search(row, searches, read?.signal);
    return answers.map(wholeAnswer);
  }

  insertDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean> {
    return this.#write(call, (session) => insertDocument(session, owner, collection, document));
  }

  async pageDocuments(
    owner: string,
    collection: Collection,
    query: DocumentQuery,
    read?: ReadOptions,
  ): Promise<Answer<ReadDocument>> {
    return wholeAnswer(await this.#read(read, (session) => documentRows(session, owner, collection, query)));
  }

  replaceDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean> {
    return this.#write(call, (session) => replaceDocument(session, owner, collection, document));
  }

  removeDocument(
    owner: string,
    collection: Collection,
    key: string,
    version?: number,
    call?: CallOptions,
  ): Promise<boolean> {
    return this.#write(call, (session) => deleteDocument(session, owner, collection, key, version));
  }

  async removeOwner(owner: string, call?: CallOptions): Promise<void> {
    await this.#write(call, (session) => detachOwner(session, owner));
    await this.finishRemovals(call?.signal);
  }

  async stats(owner: string, read?: ReadOptions): Promise<StoreStats> {
    const { rows, ...counts } = await this.#db.snapshot((session) => countAll(session, owner), read?.signal);
    const inMemory = await Promise.all(rows.map((row) => this.#keeper.size(row)));
    const indexedVectors = inMemory.reduce((sum, size) => sum + size, counts.indexedVectors);
    return { ...counts, indexedVectors };
  }

  async forget(call?: CallOptions): Promise<void> {
    await this.finishRemovals(call?.signal);
    await this.#keeper.forget();
    await vacuum(this.#db, call?.signal);
  }

  async close(): Promise<void> {
    await this.#nearIndexes.settled();
    await this.#keeper.drop();
    await this.#db.close();
  }

  /** Removes what was detached, here or by a process that did not live to do it. */
  finishRemovals(signal?: AbortSignal): Promise<void> {
    return sweep(this.#db, (sources) => this.#keeper.drop(sources), signal);
  }

  #searchOnServer(
    extension: VectorExtension,
    row: GalleryRow,
    searches: readonly FaceSearch[],
    read?: ReadOptions,
  ): Promise<FaceMatch[][]> {
    return this.#db.snapshot(async (session) => {
      if (extension.iterates) await session.command(NEAR_SETTINGS);
      const answers: FaceMatch[][] = [];
      for (const search of searches)
        answers.push(await searchOnServer(session, extension, row, search, this.#limits));
      return answers;
    }, read?.signal);
  }

  #row(owner: string, name: string, call?: CallOptions): Promise<GalleryRow> {
    return this.#read(call, (session) => galleryRow(session, owner, name));
  }

  #inGallery<T>(
    owner: string,
    name: string,
    read: ReadOptions | undefined,
    work: (session: Parameters<Work<T>>[0], row: GalleryRow) => Promise<T>,
  ): Promise<T> {
    return this.#read(read, async (session) => work(session, await galleryRow(session, owner, name)));
  }

  #read<T>(call: CallOptions | undefined, work: Work<T>): Promise<T> {
    return this.#db.read(work, call?.signal);
  }

  #write<T>(call: CallOptions | undefined, work: Work<T>): Promise<T> {
    return this.#db.write(work, call?.signal);
  }
}
