/**
 * Rows of the tables of faces, as they are read.
 * @module
 */
import {
  type FaceCondition,
  type FaceFacts,
  type FaceMeta,
  type FaceQuery,
  fromSignedId,
  type GalleryFace,
  type GalleryFaceRow,
  toSignedId,
  type Uint64,
} from "../../../core/mod.ts";
import { facesWhere, page } from "./conditions.ts";
import { decodeFloats } from "./floats.ts";
import type { GalleryRow } from "./gallery_rows.ts";
import { damaged } from "./postgres_error.ts";
import type { Cell, Session } from "./session.ts";
import { sql } from "./sql.ts";

/** A page of faces. */
export async function faceRows(
  session: Session,
  row: GalleryRow,
  query: FaceQuery,
): Promise<GalleryFaceRow[]> {
  const { t } = session;
  const { conditions, after, descending, limit, whole } = query;
  const start = after === undefined ? undefined : toSignedId(after);
  const vector = sql`, (SELECT encode(array_send(v.embedding), 'base64') FROM ${t.vectors} v
    WHERE v.gallery = f.gallery AND v.id = f.id), encode(f.crop, 'base64')`;
  const rows = await session.all(
    sql`SELECT f.id, f.person, f.meta, f.facts${whole ? vector : sql``}
        FROM ${t.faces} f WHERE ${facesWhere(session, row, conditions)}
        ${page(["f", "id"], { after: start, descending, limit })}`,
  );
  return rows.map((cells) => faceOf(session, row, cells));
}

/** The faces of these ids that exist, by id. */
export async function wholeFaces(
  session: Session,
  row: GalleryRow,
  ids: readonly Uint64[],
): Promise<GalleryFace[]> {
  const conditions: FaceCondition[] = [{ on: "id", anyOf: ids }];
  const rows = await faceRows(session, row, { conditions, limit: ids.length, whole: true });
  return rows as GalleryFace[];
}

/** Number of faces that meet the conditions; counts no further than `most`. */
export async function countRows(
  session: Session,
  row: GalleryRow,
  conditions: readonly FaceCondition[],
  most?: number,
): Promise<number> {
  if (conditions.length === 0) return row.number;
  const where = facesWhere(session, row, conditions);
  const cells = await session.first(
    sql`SELECT count(*) FROM (SELECT FROM ${session.t.faces} f WHERE ${where} LIMIT ${most ?? null}::bigint) c`,
  );
  return Number(cells![0]);
}

/** The ids of the faces that meet the conditions, ascending. */
export async function faceIds(
  session: Session,
  row: GalleryRow,
  conditions: readonly FaceCondition[],
): Promise<BigUint64Array> {
  const where = facesWhere(session, row, conditions);
  const rows = await session.all(sql`SELECT f.id FROM ${session.t.faces} f WHERE ${where} ORDER BY f.id`);
  return BigUint64Array.from(rows, ([id]) => idOf(id!));
}

/** The id in a cell. */
export function idOf(cell: Cell | undefined): Uint64 {
  return fromSignedId(BigInt(cell!));
}

/** The vector in a cell. @throws FacepipeError STORAGE_ERROR where it is none of the gallery's length. */
export function vectorOf(session: Session, row: GalleryRow, cell: Cell | undefined): Float32Array {
  const vector = decodeFloats(cell ?? "", row.dimensions ?? 0);
  if (!vector) throw damaged(session.address, `a vector of gallery ${row.name}`);
  return vector;
}

function faceOf(session: Session, row: GalleryRow, cells: Cell[]): GalleryFaceRow {
  const [id, person, meta, facts, vector, crop] = cells;
  return {
    id: idOf(id),
    embedder: row.embedder ?? "",
    meta: parse<FaceMeta>(session, meta!),
    ...(person === null ? {} : { person: idOf(person) }),
    facts: parse<FaceFacts>(session, facts!),
    ...(vector === undefined ? {} : { embedding: vectorOf(session, row, vector) }),
    ...(crop ? { crop: new Uint8Array(Buffer.from(crop, "base64")) } : {}),
  };
}

function parse<T>(session: Session, text: Cell): T {
  try {
    return JSON.parse(text!) as T;
  } catch (error) {
    throw damaged(session.address, "a face", error);
  }
}
