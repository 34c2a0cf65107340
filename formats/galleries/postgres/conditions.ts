/**
 * Conditions of queries as SQL, so that the indexes of terms are used.
 * @module
 */
import {
  type DocumentCondition,
  type DocumentQuery,
  type FaceCondition,
  toSignedId,
  type Uint64,
} from "../../../core/mod.ts";
import { type GalleryRow, isOwned } from "./gallery_rows.ts";
import type { Session } from "./session.ts";
import { allOf, identifier, type Sql, sql } from "./sql.ts";
import { headOf, toText } from "./text.ts";

/** Ids as a value for `bigint[]`. */
export function idList(ids: readonly Uint64[]): string[] {
  return ids.map((id) => String(toSignedId(id)));
}

/** What faces of a gallery must meet; `f` is a table with the columns `gallery` and `id`. */
export function facesWhere(session: Session, row: GalleryRow, conditions: readonly FaceCondition[]): Sql {
  return allOf([
    sql`f.gallery = ${row.gallery}::bigint`,
    isOwned(session, row),
    ...conditions.map((condition) => faceCondition(session, row, condition)),
  ]);
}

function faceCondition(session: Session, row: GalleryRow, condition: FaceCondition): Sql {
  if (condition.on === "id") {
    if ("anyOf" in condition) return sql`f.id = ANY (${idList(condition.anyOf)}::bigint[])`;
    const { min, max } = condition;
    return allOf([
      ...(min === undefined ? [] : [sql`f.id >= ${toSignedId(min)}::bigint`]),
      ...(max === undefined ? [] : [sql`f.id <= ${toSignedId(max)}::bigint`]),
    ]);
  }
  if (condition.on === "person") {
    return sql`f.id IN (SELECT p.id FROM ${session.t.faces} p
      WHERE p.gallery = ${row.gallery}::bigint AND p.person = ANY (${idList(condition.anyOf)}::bigint[]))`;
  }
  const entries = sql`SELECT t.id FROM ${session.t.faceTerms} t
    WHERE t.gallery = ${row.gallery}::bigint AND t.field = ${toText(condition.key)}`;
  if ("allOf" in condition) {
    const wanted = [...new Set(condition.allOf)];
    if (wanted.length === 0) return sql`TRUE`;
    // The terms of a face are distinct.
    return sql`f.id IN (${entries} AND ${oneOf(wanted)} GROUP BY t.id HAVING count(*) = ${wanted.length})`;
  }
  const terms = "anyOf" in condition ? oneOf(condition.anyOf) : between(condition);
  return sql`f.id IN (${entries} AND ${terms})`;
}

/** The index holds the beginning of each term, so it is asked for that first. */
function oneOf(texts: readonly string[]): Sql {
  const wanted = texts.map(toText);
  return sql`left(t.text, 256) = ANY (${wanted.map(headOf)}::text[]) AND t.text = ANY (${wanted}::text[])`;
}

function between(range: { readonly min?: string; readonly max?: string }): Sql {
  const min = range.min === undefined ? undefined : toText(range.min);
  const max = range.max === undefined ? undefined : toText(range.max);
  return allOf([
    ...(min === undefined ? [] : [sql`left(t.text, 256) >= ${headOf(min)} AND t.text >= ${min}`]),
    ...(max === undefined ? [] : [sql`left(t.text, 256) <= ${headOf(max)} AND t.text <= ${max}`]),
  ]);
}

/** `AND … ORDER BY … LIMIT …` of a page by a column of `f` or `d`. */
export function page(
  column: readonly [table: string, name: string],
  query: { after?: string | bigint | undefined; descending?: boolean | undefined; limit: number },
): Sql {
  const { after, descending, limit } = query;
  const key = identifier(...column);
  const start =
    after === undefined ? sql`` : descending ? sql` AND ${key} < ${after}` : sql` AND ${key} > ${after}`;
  // A negative limit is none.
  const most = Number.isFinite(limit) && limit >= 0 ? limit : null;
  return sql`${start} ORDER BY ${key} ${descending ? sql`DESC` : sql`ASC`} LIMIT ${most}::bigint`;
}

/** `FROM … WHERE … ORDER BY … LIMIT …` of the documents of a query; `d` are the documents. */
export function documentsWhere(
  session: Session,
  owner: string,
  collection: string,
  query: DocumentQuery,
): Sql {
  const { documents, documentTerms } = session.t;
  const { keys, min, max, conditions, after, descending, limit } = query;
  const condition = (wanted: DocumentCondition) => sql`d.key IN (SELECT t.key FROM ${documentTerms} t
    WHERE t.owner = ${toText(owner)} AND t.collection = ${collection} AND t.field = ${toText(wanted.field)}
    AND ${"anyOf" in wanted ? oneOf(wanted.anyOf) : between(wanted)})`;
  const where = allOf([
    sql`d.owner = ${toText(owner)} AND d.collection = ${collection}`,
    ...(keys ? [sql`d.key = ANY (${keys.map(toText)}::text[])`] : []),
    ...(min === undefined ? [] : [sql`d.key >= ${toText(min)}`]),
    ...(max === undefined ? [] : [sql`d.key <= ${toText(max)}`]),
    ...conditions.map(condition),
  ]);
  const start = after === undefined ? undefined : toText(after);
  return sql`FROM ${documents} d WHERE ${where}${page(["d", "key"], { after: start, descending, limit })}`;
}
