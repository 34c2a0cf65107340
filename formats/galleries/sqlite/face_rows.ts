/**
 * Rows of the tables of faces. Functions that change something run within a write.
 * @module
 */
import {
  type AddOutcome,
  type FaceChange,
  type FaceCondition,
  type FaceFacts,
  type FaceMeta,
  type FaceQuery,
  faceNotFound,
  fromSignedId,
  type GalleryFace,
  type GalleryFaceRow,
  metaTerms,
  toSignedId,
  type Uint64,
} from "../../../core/mod.ts";
import { facePage, facesWhere } from "./conditions.ts";
import type { Cell, Connection } from "./connection.ts";
import { fixEmbedder, type GalleryRow, noteChanges } from "./gallery_rows.ts";
import { damaged } from "./sqlite_error.ts";

/** Removals that are remembered at least, for indexes that lag behind. */
const KEPT_REMOVALS = 10_000;

/** Adds faces; those whose id is taken say `conflict`. */
export function insertFaces(db: Connection, row: GalleryRow, faces: readonly GalleryFace[]): AddOutcome[] {
  const first = faces[0];
  if (!first) return [];
  fixEmbedder(db, row, first.embedder, first.embedding.length);
  const fixed = { ...row, embedder: first.embedder, dimensions: first.embedding.length };
  for (const face of faces) fixEmbedder(db, fixed, face.embedder, face.embedding.length);
  let { generation } = row;
  const outcomes = faces.map((face): AddOutcome => {
    if (faceRowId(db, row.gallery, face.id) !== undefined) return "conflict";
    insertFace(db, row.gallery, face, ++generation);
    return "added";
  });
  const number = generation - row.generation;
  if (number > 0) noteChanges(db, row, { number, generation });
  return outcomes;
}

function insertFace(db: Connection, gallery: bigint, face: GalleryFace, generation: number): void {
  const { id, person, meta, facts, embedding, crop } = face;
  db.run(
    "INSERT INTO faces (gallery, id, generation, person, meta, facts) VALUES (?, ?, ?, ?, ?, ?)",
    gallery,
    toSignedId(id),
    generation,
    person === undefined ? null : toSignedId(person),
    JSON.stringify(meta),
    JSON.stringify(facts),
  );
  const key = faceRowId(db, gallery, id)!;
  db.run("INSERT INTO vectors (face, vector) VALUES (?, ?)", key, bytesOf(embedding));
  if (crop) db.run("INSERT INTO crops (face, crop) VALUES (?, ?)", key, crop);
  insertTerms(db, gallery, id, meta);
}

function faceRowId(db: Connection, gallery: bigint, id: Uint64): bigint | undefined {
  const cells = db.first("SELECT face FROM faces WHERE gallery = ? AND id = ?", gallery, toSignedId(id));
  return cells?.[0] as bigint | undefined;
}

function insertTerms(db: Connection, gallery: bigint, id: Uint64, meta: FaceMeta): void {
  for (const { field, text } of metaTerms(meta)) {
    const sql = "INSERT INTO face_terms (gallery, field, text, id) VALUES (?, ?, ?, ?)";
    db.run(sql, gallery, field, text, toSignedId(id));
  }
}

function deleteTerms(db: Connection, gallery: bigint, id: Uint64, meta: FaceMeta): void {
  for (const { field, text } of metaTerms(meta)) {
    const sql = "DELETE FROM face_terms WHERE gallery = ? AND field = ? AND text = ? AND id = ?";
    db.run(sql, gallery, field, text, toSignedId(id));
  }
}

/** Changes a face. @throws FacepipeError NOT_FOUND. */
export function updateFace(db: Connection, row: GalleryRow, id: Uint64, change: FaceChange): void {
  const { gallery } = row;
  const cells = db.first(
    "SELECT face, person, meta, facts FROM faces WHERE gallery = ? AND id = ?",
    gallery,
    toSignedId(id),
  );
  if (!cells) throw faceNotFound(row.name, id);
  const [face, person, meta, facts] = cells;
  if (change.meta) {
    deleteTerms(db, gallery, id, parse(db, meta));
    insertTerms(db, gallery, id, change.meta);
  }
  db.run(
    "UPDATE faces SET person = ?, meta = ?, facts = ? WHERE face = ?",
    change.person === undefined ? person! : change.person === null ? null : toSignedId(change.person),
    change.meta ? JSON.stringify(change.meta) : meta!,
    change.facts ? JSON.stringify(change.facts) : facts!,
    face!,
  );
  noteChanges(db, row, {});
}

/** Removes faces; gives their number. */
export function deleteFaces(db: Connection, row: GalleryRow, ids: readonly Uint64[]): number {
  const { gallery } = row;
  let { generation } = row;
  for (const id of new Set(ids)) {
    const sql = "SELECT face, meta FROM faces WHERE gallery = ? AND id = ?";
    const cells = db.first(sql, gallery, toSignedId(id));
    if (!cells) continue;
    deleteTerms(db, gallery, id, parse(db, cells[1]));
    for (const table of ["vectors", "crops", "faces"])
      db.run(`DELETE FROM ${table} WHERE face = ?`, cells[0]!);
    const note = "INSERT INTO removals (gallery, generation, id) VALUES (?, ?, ?)";
    db.run(note, gallery, ++generation, toSignedId(id));
  }
  const number = generation - row.generation;
  if (number > 0) noteChanges(db, row, { number: -number, generation, removed: generation });
  pruneRemovals(db, row, generation);
  return number;
}

/** An index that lags so far behind that removals are not listed any more is built anew. */
function pruneRemovals(db: Connection, row: GalleryRow, generation: number): void {
  const before = generation - 2 * Math.max(KEPT_REMOVALS, row.number);
  if (before <= row.pruned) return;
  db.run("DELETE FROM removals WHERE gallery = ? AND generation <= ?", row.gallery, before);
  db.run("UPDATE galleries SET pruned = ? WHERE gallery = ?", before, row.gallery);
}

/** A page of faces. */
export function faceRows(db: Connection, row: GalleryRow, query: FaceQuery): GalleryFaceRow[] {
  const where = facesWhere(row.gallery, query.conditions);
  const part = facePage(where.key, query);
  const whole = query.whole
    ? ", (SELECT vector FROM vectors v WHERE v.face = f.face), (SELECT crop FROM crops c WHERE c.face = f.face)"
    : "";
  return db
    .all(
      `SELECT f.id, f.person, f.meta, f.facts${whole} ${where.text}${part.text}`,
      ...where.values,
      ...part.values,
    )
    .map((cells) => faceOf(db, row, cells));
}

/** The faces of these ids that exist, by id. */
export function wholeFaces(db: Connection, row: GalleryRow, ids: readonly Uint64[]): GalleryFace[] {
  const conditions: FaceCondition[] = [{ on: "id", anyOf: ids }];
  return faceRows(db, row, { conditions, limit: -1, whole: true }) as GalleryFace[];
}

/** Number of faces that meet the conditions. */
export function countRows(db: Connection, row: GalleryRow, conditions: readonly FaceCondition[]): number {
  if (conditions.length === 0) return row.number;
  const { text, values } = facesWhere(row.gallery, conditions);
  return Number(db.first(`SELECT count(*) ${text}`, ...values)![0]);
}

/** The ids of the faces that meet the conditions, ascending. */
export function faceIds(
  db: Connection,
  row: GalleryRow,
  conditions: readonly FaceCondition[],
  { after, limit }: { after: Uint64 | undefined; limit: number },
): BigUint64Array {
  const { text, values, key } = facesWhere(row.gallery, conditions);
  const start = after === undefined ? "" : ` AND ${key} > ?`;
  const cells = db.all(
    `SELECT ${key} ${text}${start} ORDER BY ${key} LIMIT ?`,
    ...values,
    ...(after === undefined ? [] : [toSignedId(after)]),
    limit,
  );
  return BigUint64Array.from(cells, ([id]) => fromSignedId(id as bigint));
}

function faceOf(db: Connection, row: GalleryRow, cells: Cell[]): GalleryFaceRow {
  const [id, person, meta, facts, vector, crop] = cells;
  return {
    id: fromSignedId(id as bigint),
    embedder: row.embedder ?? "",
    meta: parse<FaceMeta>(db, meta),
    ...(person === null ? {} : { person: fromSignedId(person as bigint) }),
    facts: parse<FaceFacts>(db, facts),
    ...(vector === undefined ? {} : { embedding: vectorOf(db, row, vector) }),
    ...(crop instanceof Uint8Array ? { crop } : {}),
  };
}

function parse<T>(db: Connection, text: Cell | undefined): T {
  try {
    return JSON.parse(text as string) as T;
  } catch (error) {
    throw damaged(db.path, "a face", error);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The vector in a cell. @throws FacepipeError STORAGE_ERROR where it is none of the gallery's length. */
export function vectorOf(db: Connection, row: GalleryRow, cell: Cell | undefined): Float32Array {
  if (!(cell instanceof Uint8Array) || cell.length !== 4 * (row.dimensions ?? -1))
    throw damaged(db.path, `a vector of gallery ${row.name}`);
  // A copy lies where floats may lie.
  return new Float32Array(cell.slice().buffer);
}
