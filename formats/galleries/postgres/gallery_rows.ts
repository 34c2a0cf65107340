/**
 * Rows of the table of galleries.
 * @module
 */
import {
  EXIT,
  FacepipeError,
  type GalleryInfo,
  galleryExists,
  galleryNotFound,
  otherEmbedder,
  otherLength,
} from "../../../core/mod.ts";
import type { Cell, Session } from "./session.ts";
import { raw, type Sql, sql } from "./sql.ts";
import { fromText, toText } from "./text.ts";

/** A gallery's row. */
export interface GalleryRow {
  readonly owner: string;
  /** Primary key; never given again. */
  readonly gallery: bigint;
  readonly name: string;
  /** Identity of its vector index in memory. */
  readonly source: string;
  readonly embedder: string | undefined;
  readonly dimensions: number | undefined;
  readonly number: number;
  /** Number of the last change of vectors. */
  readonly generation: number;
  /** Removals up to this generation are not listed any more. */
  readonly pruned: number;
}

const COLUMNS = raw("owner, gallery, name, source, embedder, dimensions, number, generation, pruned");

function rowOf(cells: Cell[]): GalleryRow {
  const [owner, gallery, name, source, embedder, dimensions, ...numbers] = cells;
  const [number = 0, generation = 0, pruned = 0] = numbers.map(Number);
  return {
    owner: fromText(owner!),
    gallery: BigInt(gallery!),
    name: fromText(name!),
    source: source!,
    embedder: embedder ?? undefined,
    dimensions: dimensions === null ? undefined : Number(dimensions),
    number,
    generation,
    pruned,
  };
}

/** The galleries of an owner by name. */
export async function galleryRows(session: Session, owner: string): Promise<GalleryRow[]> {
  const { galleries } = session.t;
  const rows = await session.all(
    sql`SELECT ${COLUMNS} FROM ${galleries} WHERE owner = ${toText(owner)} ORDER BY name`,
  );
  return rows.map(rowOf);
}

/** One gallery. @throws FacepipeError GALLERY_NOT_FOUND. */
export function galleryRow(session: Session, owner: string, name: string): Promise<GalleryRow> {
  return findRow(session, owner, name, sql``);
}

/** The gallery of an index, if it was not removed. */
export async function galleryOfSource(session: Session, source: string): Promise<GalleryRow | undefined> {
  const cells = await session.first(
    sql`SELECT ${COLUMNS} FROM ${session.t.galleries} WHERE source = ${source} AND name <> source`,
  );
  return cells && rowOf(cells);
}

/** One gallery, which others cannot change until the transaction ends. @throws FacepipeError GALLERY_NOT_FOUND. */
export function lockedRow(session: Session, owner: string, name: string): Promise<GalleryRow> {
  return findRow(session, owner, name, sql`FOR NO KEY UPDATE`);
}

async function findRow(session: Session, owner: string, name: string, lock: Sql): Promise<GalleryRow> {
  const { galleries } = session.t;
  const cells = await session.first(
    sql`SELECT ${COLUMNS} FROM ${galleries} WHERE owner = ${toText(owner)} AND name = ${toText(name)} ${lock}`,
  );
  if (!cells) throw galleryNotFound(name);
  return rowOf(cells);
}

/** True where the gallery is there and still the owner's: a part of every statement that reads its faces. */
export function isOwned(session: Session, { gallery, owner }: GalleryRow): Sql {
  const { galleries } = session.t;
  return sql`EXISTS (SELECT FROM ${galleries} o WHERE o.gallery = ${gallery}::bigint AND o.owner = ${toText(owner)})`;
}

/** Adds a row. @throws FacepipeError CONFLICT. */
export async function insertGallery(session: Session, owner: string, name: string): Promise<void> {
  const added = await session.run(
    sql`INSERT INTO ${session.t.galleries} (owner, name, source)
        VALUES (${toText(owner)}, ${toText(name)}, ${crypto.randomUUID()}) ON CONFLICT DO NOTHING`,
  );
  if (added === 0) throw galleryExists(name);
}

/** What others see of it. */
export function infoOf({ name, number, embedder, dimensions }: GalleryRow): GalleryInfo {
  return {
    name,
    number,
    ...(embedder === undefined ? {} : { embedder }),
    ...(dimensions === undefined ? {} : { dimensions }),
  };
}

/** @throws FacepipeError BAD_PARAM where the gallery's vectors are of another embedder or length. */
export function checkEmbedder(
  row: Pick<GalleryRow, "name" | "embedder" | "dimensions">,
  embedder: string,
  dimensions: number,
): void {
  if (row.embedder !== undefined && row.embedder !== embedder)
    throw otherEmbedder(row.name, row.embedder, embedder);
  if (row.dimensions !== undefined && row.dimensions !== dimensions)
    throw otherLength(row.name, row.dimensions, dimensions);
}

/** Fixes the embedder of a locked row where there is none. @throws FacepipeError BAD_PARAM where another one is fixed. */
export async function fixEmbedder(
  session: Session,
  row: GalleryRow,
  embedder: string,
  dimensions: number,
): Promise<void> {
  checkEmbedder(row, embedder, dimensions);
  if (row.embedder !== undefined) return;
  if (dimensions === 0) {
    throw new FacepipeError("BAD_PARAM", `Cannot add faces to gallery ${row.name}: a vector is empty`, {
      exit: EXIT.someFailed,
      param: "embedding",
    });
  }
  await session.run(
    sql`UPDATE ${session.t.galleries} SET embedder = ${embedder}, dimensions = ${dimensions}
        WHERE gallery = ${row.gallery}`,
  );
}

/** Notes changes of a locked row: how many faces came or went, and the last generation. */
export async function noteChanges(
  session: Session,
  row: GalleryRow,
  { number, generation }: { number: number; generation: number },
): Promise<void> {
  await session.run(
    sql`UPDATE ${session.t.galleries} SET number = number + ${number}, generation = ${generation}
        WHERE gallery = ${row.gallery}`,
  );
}
