/**
 * Keeps the vector indexes of a database current. The database counts the changes of a gallery;
 * before a search, what an index lacks is read and applied, whoever made the change and whatever
 * crashed in between.
 * @module
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type FaceCondition,
  FacepipeError,
  fromSignedId,
  reasonOf,
  SCAN_INDEXES,
  storageError,
  type VectorChange,
  type VectorHit,
  type VectorIndex,
  type VectorIndexes,
  type VectorQuery,
} from "../../../core/mod.ts";
import { makeFolders } from "../../make_folders.ts";
import type { Connection } from "./connection.ts";
import { faceIds, vectorOf } from "./face_rows.ts";
import { type GalleryRow, galleryOfSource } from "./gallery_rows.ts";

/** Changes that are read at once; between two pieces others get their turn. */
const PIECE = 2_000;

/** Ids that are read at once. */
const IDS = 10_000;

/** Sets of allowed ids that are kept for repeated filters, per gallery. */
const KEPT_SETS = 8;

function differs(index: VectorIndex, row: GalleryRow): boolean {
  return index.generation === row.generation && index.size !== row.number;
}

/** What an {@linkcode IndexKeeper} works with. */
export interface KeeperOptions {
  readonly indexes?: VectorIndexes | undefined;
  /** Folder for files; absent for databases in memory. */
  readonly folder?: string | undefined;
  readonly note?: ((message: string) => void) | undefined;
}

interface Kept {
  readonly index: Promise<VectorIndex>;
  /** Catching up, one after the other. */
  turn: Promise<void>;
  readonly allowed: Map<string, { readonly revision: number; readonly ids: BigUint64Array }>;
}

/** The indexes of a database. */
export class IndexKeeper {
  readonly #db: Connection;
  readonly #indexes: VectorIndexes;
  readonly #options: KeeperOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(db: Connection, options: KeeperOptions) {
    this.#db = db;
    this.#options = options;
    this.#indexes = options.indexes ?? SCAN_INDEXES;
  }

  /** The index of a gallery that has an embedder, with every change that the row knows of. */
  async current(row: GalleryRow, signal?: AbortSignal): Promise<VectorIndex> {
    const kept = this.#keep(row);
    const index = await kept.index;
    // One failed catch-up must not fail the next one.
    const turn = kept.turn.catch(() => {}).then(() => this.#catchUp(index, row, signal));
    kept.turn = turn;
    turn.catch(() => {});
    await turn;
    return index;
  }

  /**
   * Answers queries with every change that the row knows of. An index that finds damage while it is
   * used is empty afterwards: it is fed again from the database, and asked once more.
   */
  async search(
    row: GalleryRow,
    queries: readonly VectorQuery[],
    signal?: AbortSignal,
  ): Promise<VectorHit[][]> {
    const index = await this.current(row, signal);
    try {
      return await index.searchAll(queries);
    } catch (thrown) {
      const emptied = index.generation < row.generation;
      if (!emptied || !(thrown instanceof FacepipeError && thrown.code === "STORAGE_ERROR")) throw thrown;
      return (await this.current(row, signal)).searchAll(queries);
    }
  }

  /** The ids that meet the conditions, ascending; undefined where there are none. */
  async allowed(
    row: GalleryRow,
    conditions: readonly FaceCondition[],
    signal?: AbortSignal,
  ): Promise<BigUint64Array | undefined> {
    if (conditions.length === 0) return undefined;
    const { allowed } = this.#keep(row);
    const key = JSON.stringify(conditions, (_, value) => (typeof value === "bigint" ? `${value}` : value));
    const known = allowed.get(key);
    if (known?.revision === row.revision) return known.ids;
    const ids = await this.#ids(row, conditions, signal);
    allowed.delete(key);
    if (allowed.size >= KEPT_SETS) allowed.delete(allowed.keys().next().value!);
    allowed.set(key, { revision: row.revision, ids });
    return ids;
  }

  /** Ids in pieces: a condition that most faces meet must not hold up the process. */
  async #ids(
    row: GalleryRow,
    conditions: readonly FaceCondition[],
    signal?: AbortSignal,
  ): Promise<BigUint64Array> {
    const pieces: bigint[] = [];
    for (let after: bigint | undefined; ; ) {
      const part = { after, limit: IDS };
      const piece = await this.#db.read(() => faceIds(this.#db, row, conditions, part), signal);
      for (const id of piece) pieces.push(id);
      if (piece.length < IDS) return BigUint64Array.from(pieces);
      after = piece.at(-1);
      await nextTurn();
    }
  }

  /** Brings the files of a gallery's index up to date, so that nothing removed is left in them. */
  async forget(row: GalleryRow): Promise<void> {
    const { folder } = this.#options;
    const { source } = row;
    if (!folder || row.embedder === undefined) return;
    if (!this.#kept.has(source) && (await this.#indexes.sizeOnDisk({ source, folder })) === 0) return;
    await this.#saveCurrent(source);
  }

  /** Removes the index of a gallery that was dropped. */
  async drop(source: string): Promise<void> {
    const { folder } = this.#options;
    const kept = this.#kept.get(source);
    this.#kept.delete(source);
    await kept?.turn.catch(() => {});
    const index = await kept?.index.catch(() => undefined);
    await index?.close();
    if (folder) await this.#indexes.remove({ source, folder });
  }

  /** Vectors of a gallery in its index, if that is open; bytes of its files. */
  async measure(row: GalleryRow): Promise<{ vectors: number; bytes: number }> {
    const { folder } = this.#options;
    const { source } = row;
    const index = this.#kept.has(source) ? await this.current(row) : undefined;
    const bytes = folder ? await this.#indexes.sizeOnDisk({ source, folder }) : 0;
    return { vectors: index?.size ?? 0, bytes };
  }

  /** Saves and closes all; what cannot be saved is only noted, since it is a copy. May be called again. */
  async close(): Promise<void> {
    for (const source of [...this.#kept.keys()]) {
      await this.#saveCurrent(source).catch((error) => {
        this.#options.note?.(`${reasonOf(error)}: the next search takes longer, nothing is lost`);
      });
      const kept = this.#kept.get(source);
      this.#kept.delete(source);
      await kept?.turn.catch(() => {});
      await (await kept?.index.catch(() => undefined))?.close();
    }
  }

  /**
   * Saves an index as the database has it. Other processes may remove faces or the gallery
   * meanwhile: what they removed must not come back with our files.
   */
  async #saveCurrent(source: string): Promise<void> {
    const newest = () => this.#db.read(() => galleryOfSource(this.#db, source));
    for (let row = await newest(); row; ) {
      const index = await this.current(row);
      await index.save();
      row = await newest();
      if (row && row.removed <= index.generation) return;
    }
    await this.drop(source);
  }

  #keep(row: GalleryRow): Kept {
    const known = this.#kept.get(row.source);
    if (known) return known;
    const kept = { index: this.#open(row), turn: Promise.resolve(), allowed: new Map() };
    this.#kept.set(row.source, kept);
    // An index that cannot be opened now may be later.
    kept.index.catch(() => this.#kept.delete(row.source));
    return kept;
  }

  async #open({ source, embedder = "", dimensions = 0 }: GalleryRow): Promise<VectorIndex> {
    const { folder, note } = this.#options;
    if (folder) await prepareFolder(folder);
    return this.#indexes.open({ source, embedder, dimensions, ...(folder ? { folder } : {}) }, note);
  }

  async #catchUp(index: VectorIndex, row: GalleryRow, signal?: AbortSignal): Promise<void> {
    await this.#applyAll(index, row, signal);
    // A database that was put back from a copy counts the same numbers again for other changes.
    const newest = await this.#db.read(() => galleryOfSource(this.#db, row.source), signal);
    if (!newest || newest.generation < index.generation || differs(index, newest)) {
      await index.reset();
      await this.#applyAll(index, newest ?? row, signal);
    }
  }

  async #applyAll(index: VectorIndex, row: GalleryRow, signal?: AbortSignal): Promise<void> {
    if (index.generation < row.pruned) await index.reset();
    while (index.generation < row.generation) {
      const [changes, generation] = await this.#db.read(() => this.#changes(row, index.generation), signal);
      await index.apply(changes, generation);
    }
  }

  /** The next changes after a generation, and the generation of the last of them. */
  #changes(row: GalleryRow, after: number): [VectorChange[], number] {
    const added = this.#db.all(
      `SELECT generation, id, vector FROM faces JOIN vectors USING (face)
       WHERE gallery = ? AND generation > ? ORDER BY generation LIMIT ?`,
      row.gallery,
      after,
      PIECE,
    );
    const removed = this.#db.all(
      "SELECT generation, id, NULL FROM removals WHERE gallery = ? AND generation > ? ORDER BY generation LIMIT ?",
      row.gallery,
      after,
      PIECE,
    );
    const cells = [...added, ...removed].sort((a, b) => Number((a[0] as bigint) - (b[0] as bigint)));
    const next = cells.slice(0, PIECE);
    const changes = next.map(([, id, vector]): VectorChange => {
      const change = { id: fromSignedId(id as bigint) };
      return vector === null ? change : { ...change, vector: vectorOf(this.#db, row, vector) };
    });
    const last = Number(next.at(-1)?.[0] ?? after);
    // Faces that were removed again leave gaps, at the end too.
    return [changes, next.length < PIECE ? Math.max(last, row.generation) : last];
  }
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder, 0o700);
  } catch (error) {
    const inTheWay = (error as NodeJS.ErrnoException).code === "EEXIST";
    const reason = inTheWay ? "it is no folder: move it away" : reasonOf(error);
    throw storageError(`Cannot use index folder ${folder}: ${reason}`, error);
  }
}
