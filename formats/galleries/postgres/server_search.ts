/**
 * Search by vector within the server, with pgvector: exact where that is fast enough or asked for,
 * else through the gallery's HNSW index, whose answer is taken only if it is a whole one.
 * @module
 */
import type { FaceMatch, FaceSearch } from "../../../core/mod.ts";
import { byRank, toSignedId } from "../../../core/mod.ts";
import { facesWhere } from "./conditions.ts";
import { countRows, idOf } from "./face_rows.ts";
import { encodeFloats } from "./floats.ts";
import type { GalleryRow } from "./gallery_rows.ts";
import { nearIndexState, vectorExpression } from "./near_index.ts";
import type { NearLimits } from "./near_limits.ts";
import type { Session } from "./session.ts";
import { type Sql, sql } from "./sql.ts";
import type { VectorExtension } from "./vector_extension.ts";

/** Longest answers that an index is asked for. */
const LONGEST_NEAR = 250;

/** Candidates that a search through an index keeps: more cost time, fewer recall. */
const CANDIDATES = 400;

/** Faces that a filter may reject before a search through an index gives up. */
const MOST_SCANNED = 40_000;

/**
 * Settings of a search through an index. With a filter it goes on until enough faces pass; the order is
 * put right here.
 */
export const NEAR_SETTINGS = `
  SET LOCAL hnsw.ef_search = ${CANDIDATES};
  SET LOCAL hnsw.iterative_scan = relaxed_order;
  SET LOCAL hnsw.max_scan_tuples = ${MOST_SCANNED}`;

/** Answers a search; within a transaction. */
export async function searchOnServer(
  session: Session,
  extension: VectorExtension,
  row: GalleryRow,
  search: FaceSearch,
  limits: NearLimits,
): Promise<FaceMatch[]> {
  if (await isNearEnough(session, extension, row, search, limits)) {
    const matches = await near(session, extension, row, search);
    if (matches.length >= search.limit)
      return matches.filter((match) => match.similarity >= search.minSimilarity);
  }
  return exact(session, extension, row, search);
}

/** Whether the index may answer: what it gives is neither the whole of anything nor a later page. */
async function isNearEnough(
  session: Session,
  extension: VectorExtension,
  row: GalleryRow,
  { limit, after, conditions }: FaceSearch,
  { indexedFrom, exactUpTo }: NearLimits,
): Promise<boolean> {
  if (!extension.iterates || row.number < indexedFrom || after || limit > LONGEST_NEAR) return false;
  if ((await nearIndexState(session, row)) !== "ready") return false;
  return conditions.length === 0 || (await countRows(session, row, conditions, exactUpTo + 1)) > exactUpTo;
}

async function near(
  session: Session,
  extension: VectorExtension,
  row: GalleryRow,
  search: FaceSearch,
): Promise<FaceMatch[]> {
  const rows = await session.all(nearStatement(session, extension, row, search));
  return rows
    .map(([id, similarity]) => ({ id: idOf(id), similarity: Number(similarity) }))
    .sort(byRank)
    .slice(0, search.limit);
}

/** Reads more than asked for, since the index gives its finds in nearly the right order. */
export function nearStatement(
  session: Session,
  extension: VectorExtension,
  row: GalleryRow,
  search: FaceSearch,
): Sql {
  const { vector, similarity } = terms(extension, row, search);
  const where = facesWhere(session, row, search.conditions);
  const most = 2 * search.limit + 10;
  return sql`SELECT f.id, ${similarity} FROM ${session.t.vectors} f WHERE ${where}
    ORDER BY ${vectorExpression(extension, row)} ${extension.distance} ${vector} LIMIT ${most}::bigint`;
}

async function exact(
  session: Session,
  extension: VectorExtension,
  row: GalleryRow,
  search: FaceSearch,
): Promise<FaceMatch[]> {
  const { limit, minSimilarity, after, conditions } = search;
  const { similarity } = terms(extension, row, search);
  const later = after
    ? sql` AND (s.similarity < ${after.similarity}::float8
        OR (s.similarity = ${after.similarity}::float8 AND s.id > ${toSignedId(after.id)}))`
    : sql``;
  const rows = await session.all(
    sql`SELECT s.id, s.similarity FROM (
          SELECT f.id, ${similarity} AS similarity FROM ${session.t.vectors} f
          WHERE ${facesWhere(session, row, conditions)}
        ) s WHERE s.similarity >= ${minSimilarity}::float8${later}
        ORDER BY s.similarity DESC, s.id LIMIT ${Number.isFinite(limit) ? limit : null}::bigint`,
  );
  return rows.map(([id, value]) => ({ id: idOf(id), similarity: Number(value) }));
}

/** The vector that is looked for, and the similarity to it; rounding may not carry that beyond ±1. */
function terms(extension: VectorExtension, row: GalleryRow, search: FaceSearch) {
  const vector = sql`${encodeFloats([search.vector])}::real[]::${extension.type(row.dimensions ?? 0)}`;
  const product = sql`-(${vectorExpression(extension, row)} ${extension.distance} ${vector})`;
  return { vector, similarity: sql`greatest(-1, least(1, ${product}))` };
}
