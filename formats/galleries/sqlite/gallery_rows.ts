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
import type { Cell, Connection } from "./connection.ts";

/** A gallery's row. */
export interface GalleryRow {
  /** Primary key. */
  readonly gallery: bigint;
  readonly name: string;
  /** Identity of its vector index. */
  readonly source: string;
  readonly embedder: string | undefined;
  readonly dimensions: number | undefined;
  readonly number: number;
  /** Number of the last change of vectors. */
  readonly generation: number;
  /** Number of the last change of anything. */
  readonly revision: number;
  /** Removals up to this generation are not listed any more. */
  readonly pruned: number;
  /** Generation of the last removal. */
  readonly removed: number;
  /** Removals up to this generation are in no file of the index any more. */
  readonly forgotten: number;
}

const COLUMNS =
  "gallery, name, source, embedder, dimensions, number, generation, revision, pruned, removed, forgotten";

function rowOf(cells: Cell[]): GalleryRow {
  const [gallery, name, source, embedder, dimensions, ...numbers] = cells;
  const [number = 0, generation = 0, revision = 0, pruned = 0, removed = 0, forgotten = 0] =
    numbers.map(Number);
  return {
    gallery: gallery as bigint,
    name: name as string,
    source: source as string,
    embedder: (embedder as string | null) ?? undefined,
    dimensions: dimensions === null ? undefined : Number(dimensions),
    number,
    generation,
    revision,
    pruned,
    removed,
    forgotten,
  };
}

/** The galleries of an owner by name. */
export function galleryRows(db: Connection, owner: string): GalleryRow[] {
  return db.all(`SELECT ${COLUMNS} FROM galleries WHERE owner = ? ORDER BY name`, owner).map(rowOf);
}

/** One gallery. @throws FacepipeError GALLERY_NOT_FOUND. */
export function galleryRow(db: Connection, owner: string, name: string): GalleryRow {
  const cells = db.first(`SELECT ${COLUMNS} FROM galleries WHERE owner = ? AND name = ?`, owner, name);
  if (!cells) throw galleryNotFound(name);
  return rowOf(cells);
}

/** The gallery of an index, if it was not removed. */
export function galleryOfSource(db: Connection, source: string): GalleryRow | undefined {
  const sql = `SELECT ${COLUMNS} FROM galleries WHERE source = ? AND name <> source`;
  const cells = db.first(sql, source);
  return cells && rowOf(cells);
}

/** Galleries of all owners whose index files may still hold vectors that were removed. */
export function unforgottenRows(db: Connection): GalleryRow[] {
  return db.all(`SELECT ${COLUMNS} FROM galleries WHERE removed > forgotten`).map(rowOf);
}

/** Notes that the index files hold nothing that was removed up to the row's last removal. */
export function noteForgotten(db: Connection, { gallery, removed }: GalleryRow): void {
  db.run("UPDATE galleries SET forgotten = ? WHERE gallery = ?", removed, gallery);
}

/** Adds a row. @throws FacepipeError CONFLICT. */
export function insertGallery(db: Connection, owner: string, name: string): void {
  const known = db.first("SELECT 1 FROM galleries WHERE owner = ? AND name = ?", owner, name);
  if (known) throw galleryExists(name);
  db.run("INSERT INTO galleries (owner, name, source) VALUES (?, ?, ?)", owner, name, crypto.randomUUID());
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
export function checkEmbedder(row: GalleryRow, embedder: string, dimensions: number): void {
  if (row.embedder !== undefined && row.embedder !== embedder)
    throw otherEmbedder(row.name, row.embedder, embedder);
  if (row.dimensions !== undefined && row.dimensions !== dimensions)
    throw otherLength(row.name, row.dimensions, dimensions);
}

/** Fixes the embedder where there is none. @throws FacepipeError BAD_PARAM where another one is fixed. */
export function fixEmbedder(db: Connection, row: GalleryRow, embedder: string, dimensions: number): void {
  checkEmbedder(row, embedder, dimensions);
  if (row.embedder !== undefined) return;
  if (dimensions === 0) {
    throw new FacepipeError("BAD_PARAM", `Cannot add faces to gallery ${row.name}: a vector is empty`, {
      exit: EXIT.someFailed,
      param: "embedding",
    });
  }
  const sql = "UPDATE galleries SET embedder = ?, dimensions = ? WHERE gallery = ?";
  db.run(sql, embedder, dimensions, row.gallery);
}

/** Notes changes of a gallery: how many faces came or went, and the last generation and removal. */
export function noteChanges(
  db: Connection,
  row: GalleryRow,
  { number = 0, generation = row.generation, removed = row.removed },
): void {
  db.run(
    `UPDATE galleries SET number = number + ?, generation = ?, removed = ?, revision = revision + 1
     WHERE gallery = ?`,
    number,
    generation,
    removed,
    row.gallery,
  );
}
