/**
 * Conditions of queries as SQL, so that the indexes of terms are used.
 *
 * Lists travel as one JSON value, which keeps the number of different statements small and knows no
 * limit. One condition that fixes a single term drives the query, since its entries lie in the
 * index in the order of the answer already.
 * @module
 */
import {
  type DocumentCondition,
  type DocumentQuery,
  type FaceCondition,
  type FaceQuery,
  toSignedId,
  type Uint64,
} from "../../../core/mod.ts";
import type { Cell } from "./connection.ts";

/** A piece of SQL and the values of its parameters, in order. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Cell[];
}

const LIST = "(SELECT value FROM json_each(?))";

/** Pieces, one after the other. */
export function join(pieces: readonly Sql[], between: string): Sql {
  return {
    text: pieces.map(({ text }) => text).join(between),
    values: pieces.flatMap(({ values }) => values),
  };
}

/** `FROM … WHERE …` of the faces that meet the conditions; `key` is the column of their signed ids. */
export function facesWhere(gallery: bigint, conditions: readonly FaceCondition[]): Sql & { key: string } {
  const { term, others } = takeTerm(conditions);
  const rest = others.map((condition) => faceCondition(gallery, condition));
  if (!term) {
    const where = join([{ text: "f.gallery = ?", values: [gallery] }, ...rest], " AND ");
    return { text: `FROM faces f WHERE ${where.text}`, values: where.values, key: "f.id" };
  }
  const { key, text } = term;
  const drive = {
    text: "d.gallery = ? AND d.field = ? AND d.text = ?",
    values: [gallery, key, text],
  };
  const where = join([drive, ...rest], " AND ");
  const from = "FROM face_terms d CROSS JOIN faces f ON f.gallery = d.gallery AND f.id = d.id";
  return { text: `${from} WHERE ${where.text}`, values: where.values, key: "d.id" };
}

function takeTerm(conditions: readonly FaceCondition[]) {
  for (const condition of conditions) {
    if (condition.on !== "meta") continue;
    if ("anyOf" in condition && condition.anyOf.length === 1) {
      const others = conditions.filter((other) => other !== condition);
      return { term: { key: condition.key, text: condition.anyOf[0]! }, others };
    }
    if ("allOf" in condition && condition.allOf.length > 0) {
      const [text, ...more] = condition.allOf;
      const others = conditions.filter((other) => other !== condition);
      return {
        term: { key: condition.key, text: text! },
        others: [...others, { ...condition, allOf: more }],
      };
    }
  }
  return { others: conditions };
}

function faceCondition(gallery: bigint, condition: FaceCondition): Sql {
  if (condition.on === "id") return idCondition(condition);
  if (condition.on === "person") return { text: `f.person IN ${LIST}`, values: [idList(condition.anyOf)] };
  const { key } = condition;
  if ("anyOf" in condition) return hasAnyTerm(gallery, key, condition.anyOf);
  if ("allOf" in condition)
    return join(
      [{ text: "TRUE", values: [] }, ...condition.allOf.map((text) => hasAnyTerm(gallery, key, [text]))],
      " AND ",
    );
  const range = bounds("text", condition.min, condition.max);
  return {
    text: `f.id IN (SELECT id FROM face_terms WHERE gallery = ? AND field = ?${range.text})`,
    values: [gallery, key, ...range.values],
  };
}

function hasAnyTerm(gallery: bigint, key: string, texts: readonly string[]): Sql {
  return {
    text: `EXISTS (SELECT 1 FROM face_terms t WHERE t.gallery = ? AND t.field = ? AND t.text IN ${LIST} AND t.id = f.id)`,
    values: [gallery, key, JSON.stringify(texts)],
  };
}

function idCondition(condition: FaceCondition & { on: "id" }): Sql {
  if ("anyOf" in condition) return { text: `f.id IN ${LIST}`, values: [idList(condition.anyOf)] };
  const signed = (id: Uint64 | undefined) => (id === undefined ? undefined : toSignedId(id));
  const range = bounds("f.id", signed(condition.min), signed(condition.max));
  return { text: `TRUE${range.text}`, values: range.values };
}

/** Ids as a JSON list of signed integers, which SQLite reads without loss. */
export function idList(ids: readonly Uint64[]): string {
  return `[${ids.map(toSignedId).join(",")}]`;
}

function bounds(column: string, min: Cell | undefined, max: Cell | undefined): Sql {
  const from = min === undefined ? [] : [{ text: ` AND ${column} >= ?`, values: [min] }];
  const to = max === undefined ? [] : [{ text: ` AND ${column} <= ?`, values: [max] }];
  return join([...from, ...to], "");
}

/** `AND … ORDER BY … LIMIT …` of a page. */
export function page(
  key: string,
  query: { readonly after: Cell | undefined; readonly descending: boolean; readonly limit: number },
): Sql {
  const { after, descending, limit } = query;
  const start = after === undefined ? "" : ` AND ${key} ${descending ? "<" : ">"} ?`;
  return {
    text: `${start} ORDER BY ${key}${descending ? " DESC" : ""} LIMIT ?`,
    values: [...(after === undefined ? [] : [after]), limit],
  };
}

/** A page of faces by id. */
export function facePage(key: string, { after, descending = false, limit }: FaceQuery): Sql {
  return page(key, { after: after === undefined ? undefined : toSignedId(after), descending, limit });
}

/** `FROM … WHERE … ORDER BY … LIMIT …` of the documents of a query. */
export function documentsWhere(owner: string, collection: string, query: DocumentQuery): Sql {
  const { keys, conditions, after, descending = false, limit } = query;
  const driver = conditions.find((condition) => "anyOf" in condition && condition.anyOf.length === 1);
  const rest = conditions
    .filter((condition) => condition !== driver)
    .map((condition) => documentCondition(owner, collection, condition));
  if (keys) rest.push({ text: `b.key IN ${LIST}`, values: [JSON.stringify(keys)] });
  const [from, key, first] = driver
    ? [DRIVEN, "d.key", drivenBy(owner, collection, driver)]
    : ["documents b", "b.key", { text: "b.owner = ? AND b.collection = ?", values: [owner, collection] }];
  const range = bounds(key, query.min, query.max);
  const start = { text: `${first.text}${range.text}`, values: [...first.values, ...range.values] };
  const where = join([start, ...rest], " AND ");
  const part = page(key, { after, descending, limit });
  return { text: `FROM ${from} WHERE ${where.text}${part.text}`, values: [...where.values, ...part.values] };
}

const DRIVEN =
  "document_terms d CROSS JOIN documents b ON b.owner = d.owner AND b.collection = d.collection AND b.key = d.key";

function drivenBy(owner: string, collection: string, condition: DocumentCondition): Sql {
  const text = (condition as { anyOf: readonly string[] }).anyOf[0]!;
  return {
    text: "d.owner = ? AND d.collection = ? AND d.field = ? AND d.text = ?",
    values: [owner, collection, condition.field, text],
  };
}

function documentCondition(owner: string, collection: string, condition: DocumentCondition): Sql {
  const values = [owner, collection, condition.field];
  const select = "b.key IN (SELECT key FROM document_terms WHERE owner = ? AND collection = ? AND field = ?";
  if ("anyOf" in condition)
    return { text: `${select} AND text IN ${LIST})`, values: [...values, JSON.stringify(condition.anyOf)] };
  const range = bounds("text", condition.min, condition.max);
  return { text: `${select}${range.text})`, values: [...values, ...range.values] };
}
