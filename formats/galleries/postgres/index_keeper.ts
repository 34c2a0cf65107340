/**
 * Searches by vector where the server has no pgvector: in vector indexes in memory. Before a
 * search, what an index lacks is read and applied, whoever made the change.
 * @module
 */
import {
  type FaceCondition,
  type FaceMatch,
  type FaceSearch,
  SCAN_INDEXES,
  type VectorChange,
  type VectorIndex,
  type VectorIndexes,
} from "../../../core/mod.ts";
import type { Database } from "./database.ts";
import { faceIds, idOf, vectorOf } from "./face_rows.ts";
import { type GalleryRow, galleryOfSource } from "./gallery_rows.ts";
import type { Cell, Session } from "./session.ts";
import { sql } from "./sql.ts";

/** Changes that are read at once. */
const PIECE = 2_000;

interface Kept {
  readonly index: Promise<VectorIndex>;
  /** Catching up, one after the other. */
  turn: Promise<unknown>;
}

/** The indexes of a database. */
export class IndexKeeper {
  readonly #db: Database;
  readonly #indexes: VectorIndexes;
  readonly #note: ((message: string) => void) | undefined;
  readonly #kept = new Map<string, Kept>();

  constructor(db: Database, indexes = SCAN_INDEXES, note?: (message: string) => void) {
    this.#db = db;
    this.#indexes = indexes;
    this.#note = note;
  }

  /** Answers searches in a gallery that has an embedder. */
  async search(
    row: GalleryRow,
    searches: readonly FaceSearch[],
    signal?: AbortSignal,
  ): Promise<FaceMatch[][]> {
    const index = await this.#current(row, signal);
    // Searches of one call mostly share their conditions.
    const known = new Map<string, Promise<BigUint64Array>>();
    const allowedBy = (conditions: readonly FaceCondition[]) => {
      const key = JSON.stringify(conditions, (_, value) => (typeof value === "bigint" ? `${value}` : value));
      const ids = known.get(key) ?? this.#db.read((session) => faceIds(session, row, conditions), signal);
      known.set(key, ids);
      return ids;
    };
    const queries = await Promise.all(
      searches.map(async ({ vector, limit, minSimilarity, after, conditions }) => ({
        vector,
        limit,
        minSimilarity,
        ...(after && { after }),
        ...(conditions.length > 0 && { allowed: await allowedBy(conditions) }),
        ...(signal && { signal }),
      })),
    );
    return index.searchAll(queries);
  }

  /** Vectors of a gallery in its index, if that is open. */
  async size({ source }: GalleryRow): Promise<number> {
    return (await this.#kept.get(source)?.index.catch(() => undefined))?.size ?? 0;
  }

  /** Lets go of the indexes of galleries that are gone, and of all if none are named. */
  async drop(sources: Iterable<string> = this.#kept.keys()): Promise<void> {
    for (const source of [...sources]) {
      const kept = this.#kept.get(source);
      this.#kept.delete(source);
      await kept?.turn.catch(() => {});
      await (await kept?.index.catch(() => undefined))?.close();
    }
  }

  /** Brings indexes up to date, so that nothing removed is left in memory. */
  async forget(): Promise<void> {
    for (const [source, { index }] of [...this.#kept]) {
      const { generation } = await index;
      const row = await this.#db.read((session) => galleryOfSource(session, source));
      if (!row) await this.drop([source]);
      else if (row.generation !== generation) await this.#current(row);
    }
  }

  async #current(row: GalleryRow, signal?: AbortSignal): Promise<VectorIndex> {
    const kept = this.#keep(row);
    const index = await kept.index;
    // One failed catch-up must not fail the next one.
    kept.turn = kept.turn.catch(() => {}).then(() => this.#catchUp(index, row, signal));
    await kept.turn;
    return index;
  }

  #keep({ source, embedder = "", dimensions = 0 }: GalleryRow): Kept {
    const known = this.#kept.get(source);
    if (known) return known;
    const index = this.#indexes.open({ source, embedder, dimensions }, this.#note);
    const kept = { index, turn: Promise.resolve() };
    this.#kept.set(source, kept);
    // An index that cannot be opened now may be later.
    index.catch(() => this.#kept.delete(source));
    return kept;
  }

  async #catchUp(index: VectorIndex, row: GalleryRow, signal?: AbortSignal): Promise<void> {
    await this.#applyAll(index, row, signal);
    if (!differs(index, row)) return;
    // Another search may have brought it further than this one's row. A database that was put back
    // from a copy counts the same numbers again for other changes.
    const newest = await this.#db.read((session) => galleryOfSource(session, row.source), signal);
    if (newest && newest.generation >= index.generation && !differsAt(index, newest)) return;
    await index.reset();
    await this.#applyAll(index, newest ?? row, signal);
  }

  async #applyAll(index: VectorIndex, row: GalleryRow, signal?: AbortSignal): Promise<void> {
    if (index.generation < row.pruned) await index.reset();
    while (index.generation < row.generation) {
      const after = index.generation;
      const [changes, last] = await this.#db.snapshot((session) => nextChanges(session, row, after), signal);
      await index.apply(changes, last);
    }
  }
}

/** Whether an index is not what it was when the row was read. */
function differs(index: VectorIndex, row: GalleryRow): boolean {
  return index.generation !== row.generation || differsAt(index, row);
}

/** Whether an index holds another number of vectors than the row of the same generation. */
function differsAt(index: VectorIndex, row: GalleryRow): boolean {
  return index.generation === row.generation && index.size !== row.number;
}

/** The next changes after a generation, and the generation of the last of them. */
async function nextChanges(
  session: Session,
  row: GalleryRow,
  after: number,
): Promise<[VectorChange[], number]> {
  const { vectors, removals } = session.t;
  const part = sql`WHERE gallery = ${row.gallery}::bigint AND generation > ${after}::bigint
    ORDER BY generation LIMIT ${PIECE}::bigint`;
  const cells: Cell[][] = [
    ...(await session.all(
      sql`SELECT generation, id, encode(array_send(embedding), 'base64') FROM ${vectors} ${part}`,
    )),
    ...(await session.all(sql`SELECT generation, id, NULL FROM ${removals} ${part}`)),
  ];
  const next = cells.sort(([a], [b]) => Number(a) - Number(b)).slice(0, PIECE);
  const changes = next.map(([, id, vector]): VectorChange => {
    return vector === null ? { id: idOf(id) } : { id: idOf(id), vector: vectorOf(session, row, vector) };
  });
  const last = Number(next.at(-1)?.[0] ?? after);
  // Ids that were taken and faces that were removed again leave gaps, at the end too.
  return [changes, next.length < PIECE ? Math.max(last, row.generation) : last];
}
