/**
 * The gallery store in a SQLite file.
 * @module
 */
import { stat } from "node:fs/promises";
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
  type VectorQuery,
  wholeAnswer,
} from "../../../core/mod.ts";
import { BUSY_TIMEOUT, Connection, patiently } from "./connection.ts";
import { IN_MEMORY, openDatabaseFile } from "./database_file.ts";
import { deleteDocument, documentRows, insertDocument, replaceDocument } from "./document_rows.ts";
import { countRows, deleteFaces, faceRows, insertFaces, updateFace, wholeFaces } from "./face_rows.ts";
import {
  checkEmbedder,
  fixEmbedder,
  type GalleryRow,
  galleryRow,
  galleryRows,
  infoOf,
  insertGallery,
} from "./gallery_rows.ts";
import { IndexKeeper } from "./index_keeper.ts";
import { detachGallery, detachOwner } from "./removal.ts";
import { migrate } from "./schema.ts";
import { countAll } from "./statistics.ts";
import { Tidier } from "./tidier.ts";

/** Collections whose documents hold vectors or what leads to them: when one goes, the log is emptied. */
const SENSITIVE: readonly Collection[] = ["faces", "detections", "users", "persons"];

/**
 * Opens a gallery database, and makes it where there is none (readable by its owner alone).
 * Vector indexes lie beside it in a folder of the same name with `-index` added.
 *
 * @throws FacepipeError STORAGE_ERROR for a file that is damaged, read-only, of a newer version, or no
 * gallery database.
 *
 * @example
 * ```ts
 * import { openSqliteStore } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * const store = await openSqliteStore(":memory:");
 * assert.deepEqual((await store.listGalleries("local")).rows, []);
 * await store.close();
 * ```
 */
export async function openSqliteStore(path: string, options: StoreOptions = {}): Promise<GalleryStore> {
  const { busyTimeout = BUSY_TIMEOUT, indexes, note } = options;
  const database = await patiently(path, busyTimeout, () => openDatabaseFile(path, note));
  const connection = new Connection(database, path, busyTimeout);
  try {
    await patiently(path, busyTimeout, () => migrate(database, path));
    const folder = path === IN_MEMORY ? undefined : `${path}-index`;
    const keeper = new IndexKeeper(connection, { indexes, folder, note });
    const tidier = new Tidier(connection, keeper);
    await tidier.takeOver();
    return new SqliteStore(connection, keeper, tidier);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

class SqliteStore implements GalleryStore {
  readonly address: string;
  readonly #db: Connection;
  readonly #keeper: IndexKeeper;
  readonly #tidier: Tidier;

  constructor(db: Connection, keeper: IndexKeeper, tidier: Tidier) {
    this.#db = db;
    this.#keeper = keeper;
    this.#tidier = tidier;
    this.address = db.path;
  }

  async createGallery(
    owner: string,
    name: string,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<void> {
    await this.#write(call, () => {
      insertGallery(this.#db, owner, name);
      deleteDocument(this.#db, owner, "galleries", document.key);
      insertDocument(this.#db, owner, "galleries", document);
    });
  }

  async dropGallery(owner: string, name: string, call?: CallOptions): Promise<void> {
    await this.#write(call, () => {
      detachGallery(this.#db, galleryRow(this.#db, owner, name));
      deleteDocument(this.#db, owner, "galleries", name);
    });
    await this.#tidier.finishRemovals();
  }

  async listGalleries(owner: string, read?: ReadOptions): Promise<Answer<GalleryInfo>> {
    return wholeAnswer(await this.#read(read, () => galleryRows(this.#db, owner).map(infoOf)));
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
    await this.#write(call, () =>
      fixEmbedder(this.#db, galleryRow(this.#db, owner, name), embedder, dimensions),
    );
  }

  addFaces(
    owner: string,
    gallery: string,
    faces: readonly GalleryFace[],
    call?: CallOptions,
  ): Promise<AddOutcome[]> {
    return this.#write(call, () => insertFaces(this.#db, galleryRow(this.#db, owner, gallery), faces));
  }

  async readFaces(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
    read?: ReadOptions,
  ): Promise<Answer<GalleryFace>> {
    return wholeAnswer(
      await this.#read(read, () => wholeFaces(this.#db, galleryRow(this.#db, owner, gallery), ids)),
    );
  }

  updateFace(
    owner: string,
    gallery: string,
    id: Uint64,
    change: FaceChange,
    call?: CallOptions,
  ): Promise<void> {
    return this.#write(call, () => updateFace(this.#db, galleryRow(this.#db, owner, gallery), id, change));
  }

  async removeFaces(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
    call?: CallOptions,
  ): Promise<number> {
    const number = await this.#write(call, () =>
      deleteFaces(this.#db, galleryRow(this.#db, owner, gallery), ids),
    );
    if (number > 0) await this.#tidier.afterRemoval();
    return number;
  }

  async pageFaces(
    owner: string,
    gallery: string,
    query: FaceQuery,
    read?: ReadOptions,
  ): Promise<Answer<GalleryFaceRow>> {
    return wholeAnswer(
      await this.#read(read, () => faceRows(this.#db, galleryRow(this.#db, owner, gallery), query)),
    );
  }

  async countFaces(
    owner: string,
    gallery: string,
    conditions: readonly FaceCondition[],
    read?: ReadOptions,
  ): Promise<Answer<number>> {
    return wholeAnswer([
      await this.#read(read, () => countRows(this.#db, galleryRow(this.#db, owner, gallery), conditions)),
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
    const queries: VectorQuery[] = [];
    // One after the other: searches of one call mostly share their conditions.
    for (const search of searches) queries.push(await this.#query(row, search, read));
    return (await this.#keeper.search(row, queries, read?.signal)).map((hits) => wholeAnswer(hits));
  }

  insertDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean> {
    return this.#write(call, () => insertDocument(this.#db, owner, collection, document));
  }

  async pageDocuments(
    owner: string,
    collection: Collection,
    query: DocumentQuery,
    read?: ReadOptions,
  ): Promise<Answer<ReadDocument>> {
    return wholeAnswer(await this.#read(read, () => documentRows(this.#db, owner, collection, query)));
  }

  replaceDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean> {
    return this.#write(call, () => replaceDocument(this.#db, owner, collection, document));
  }

  async removeDocument(
    owner: string,
    collection: Collection,
    key: string,
    version?: number,
    call?: CallOptions,
  ): Promise<boolean> {
    const removed = await this.#write(call, () => deleteDocument(this.#db, owner, collection, key, version));
    if (removed && SENSITIVE.includes(collection)) await this.#db.truncateLog(false);
    return removed;
  }

  async removeOwner(owner: string, call?: CallOptions): Promise<void> {
    await this.#write(call, () => detachOwner(this.#db, owner));
    await this.#tidier.finishRemovals();
  }

  async stats(owner: string, read?: ReadOptions): Promise<StoreStats> {
    const { rows, ...counts } = await this.#read(read, () => countAll(this.#db, owner));
    const indexes = await Promise.all(rows.map((row) => this.#keeper.measure(row)));
    const files = this.address === IN_MEMORY ? [] : ["", "-wal"].map((end) => this.address + end);
    const sizes = await Promise.all(files.map(sizeOf));
    return {
      ...counts,
      indexedVectors: indexes.reduce((sum, { vectors }) => sum + vectors, 0),
      bytes: [...sizes, ...indexes.map(({ bytes }) => bytes)].reduce((sum, size) => sum + size, 0),
    };
  }

  forget(call?: CallOptions): Promise<void> {
    return this.#tidier.forget(call?.signal);
  }

  async close(): Promise<void> {
    try {
      await this.#tidier.close().finally(() => this.#keeper.close());
    } finally {
      await this.#db.close();
    }
  }

  #row(owner: string, name: string, read?: ReadOptions): Promise<GalleryRow> {
    return this.#read(read, () => galleryRow(this.#db, owner, name));
  }

  async #query(row: GalleryRow, search: FaceSearch, read?: ReadOptions): Promise<VectorQuery> {
    const { vector, limit, minSimilarity, after, conditions } = search;
    const allowed = await this.#keeper.allowed(row, conditions, read?.signal);
    return {
      vector,
      limit,
      minSimilarity,
      ...(after && { after }),
      ...(allowed && { allowed }),
      ...(read?.signal && { signal: read.signal }),
    };
  }

  #read<T>(options: CallOptions | undefined, read: () => T): Promise<T> {
    return this.#db.read(read, options?.signal);
  }

  #write<T>(options: CallOptions | undefined, write: () => T): Promise<T> {
    return this.#db.write(write, options?.signal);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
