/**
 * The HNSW index of a large gallery. Each has its own, over its vectors alone: in one index for all,
 * the neighbours of a vector would mostly be of other galleries, and searches would miss their own.
 *
 * The index is made when a gallery has grown large, while others read and write on; until it is there, and
 * if it cannot be made, searches are exact.
 * @module
 */
import { FacepipeError } from "../../../core/mod.ts";
import type { Database } from "./database.ts";
import type { GalleryRow } from "./gallery_rows.ts";
import type { NearLimits } from "./near_limits.ts";
import { LOCK_CLASS } from "./schema.ts";
import type { Session } from "./session.ts";
import { identifier, raw, type Sql, sql } from "./sql.ts";
import { MOST_INDEXED_DIMENSIONS, type VectorExtension } from "./vector_extension.ts";

/**
 * Neighbours of a node, and candidates looked at for each new one. With 16 and 100 (pgvector: 16 and 64) the
 * recall of ten among 9,000 clustered vectors of 128 numbers was 0.97, with these it was 0.998.
 */
const BUILD_OPTIONS = raw("m = 24, ef_construction = 200");

/** Whether a gallery's index can be used. */
export type NearIndexState = "absent" | "damaged" | "ready";

function nameOf({ gallery }: Pick<GalleryRow, "gallery">): string {
  return `vectors_near_${gallery}`;
}

/** The expression that is indexed: a search has to use the same. */
export function vectorExpression(extension: VectorExtension, { dimensions = 0 }: GalleryRow): Sql {
  return sql`(f.embedding::${extension.type(dimensions)})`;
}

/** How it is with the index of a gallery. */
export async function nearIndexState(
  session: Session,
  row: Pick<GalleryRow, "gallery">,
): Promise<NearIndexState> {
  const name = identifier(session.t.schema, nameOf(row)).text;
  const cells = await session.first(
    sql`SELECT indisvalid AND indisready FROM pg_index WHERE indexrelid = to_regclass(${name})`,
  );
  if (!cells) return "absent";
  return cells[0] === "t" ? "ready" : "damaged";
}

/** Makes the index of a gallery that is large enough for one; an attempt that broke off is made again. */
export async function makeNearIndex(
  db: Database,
  extension: VectorExtension,
  row: GalleryRow,
  signal?: AbortSignal,
): Promise<void> {
  await db.maintain(async (session) => {
    // One process does it; the others go on without.
    const lock = sql`${LOCK_CLASS + 1}::int, ${Number(BigInt.asIntN(32, row.gallery))}::int`;
    if ((await session.first(sql`SELECT pg_try_advisory_lock(${lock})`))?.[0] !== "t") return;
    try {
      await build(session, extension, row);
    } finally {
      await session.first(sql`SELECT pg_advisory_unlock(${lock})`);
    }
  }, signal);
}

async function build(session: Session, extension: VectorExtension, row: GalleryRow): Promise<void> {
  const { t } = session;
  const state = await nearIndexState(session, row);
  if (state === "ready") return;
  if (state === "damaged") await removeNearIndex(session, row);
  const expression = sql`((embedding::${extension.type(row.dimensions ?? 0)}) ${extension.operators})`;
  // A predicate of an index cannot have parameters.
  const gallery = raw(row.gallery.toString());
  await session.command(
    sql`CREATE INDEX CONCURRENTLY ${identifier(nameOf(row))} ON ${t.vectors}
        USING hnsw ${expression} WITH (${BUILD_OPTIONS}) WHERE gallery = ${gallery}`.text,
  );
}

/** Removes the index of a gallery, if it has one. */
export async function removeNearIndex(session: Session, row: Pick<GalleryRow, "gallery">): Promise<void> {
  const name = identifier(session.t.schema, nameOf(row));
  await session.command(`DROP INDEX CONCURRENTLY IF EXISTS ${name.text}`);
}

/** Makes indexes in the background. */
export class NearIndexes {
  readonly #db: Database;
  readonly #extension: VectorExtension | undefined;
  readonly #limits: NearLimits;
  readonly #note: ((message: string) => void) | undefined;
  readonly #making = new Map<bigint, Promise<void>>();
  readonly #given = new Set<bigint>();

  constructor(
    db: Database,
    extension: VectorExtension | undefined,
    limits: NearLimits,
    note: ((message: string) => void) | undefined,
  ) {
    this.#db = db;
    this.#extension = extension;
    this.#limits = limits;
    this.#note = note;
  }

  /** Sees to it that a gallery which grew to a number of faces has an index; does not wait for it. */
  grown(row: GalleryRow): void {
    const { gallery, number, dimensions = 0 } = row;
    const { indexedFrom } = this.#limits;
    if (!this.#extension?.iterates || number < indexedFrom || dimensions > MOST_INDEXED_DIMENSIONS) return;
    if (this.#making.has(gallery) || this.#given.has(gallery)) return;
    this.#given.add(gallery);
    const making = makeNearIndex(this.#db, this.#extension, row)
      .catch((error: unknown) => {
        const reason = error instanceof FacepipeError ? error.message : String(error);
        this.#note?.(`Searches in gallery ${row.name} stay exact, since it gets no index: ${reason}`);
      })
      .finally(() => this.#making.delete(gallery));
    this.#making.set(gallery, making);
  }

  /** Waits for what is being made. */
  async settled(): Promise<void> {
    await Promise.all(this.#making.values());
  }
}
