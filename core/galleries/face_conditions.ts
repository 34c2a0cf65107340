/**
 * From filters, as callers write them, to conditions, as stores take them.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import {
  checkThreshold,
  type Filter,
  type IdFilter,
  type MetaFilter,
  type SimilarityFilter,
} from "./filters.ts";
import { parseId } from "./ids.ts";
import { checkKey, type MetaTypes, metaTypeOf, typeOfKey } from "./meta.ts";
import type { FaceCondition } from "./store.ts";
import { termText } from "./terms.ts";

/** Greater than every other text of the same type. */
const LAST = "\u{10ffff}";

const MAX_FILTERS = 100;

/** Filters, sorted into what stores decide and what similarity decides. */
export interface SplitFilters {
  readonly conditions: readonly FaceCondition[];
  readonly similar: readonly SimilarityFilter[];
}

/**
 * Checks filters and translates them.
 *
 * @param types The declared types of metadata.
 * @throws FacepipeError BAD_PARAM for anything that is no filter, or has a value of another type than its key.
 */
export function splitFilters(filters: readonly Filter[], types: MetaTypes): SplitFilters {
  if (!Array.isArray(filters) || filters.length > MAX_FILTERS)
    throw filterError("filters", filters, `expected a list of at most ${MAX_FILTERS}`);
  const conditions: FaceCondition[] = [];
  const similar: SimilarityFilter[] = [];
  for (const filter of filters as readonly Filter[]) {
    if (filter?.filter === "id") conditions.push(idCondition(filter));
    else if (filter?.filter === "meta") conditions.push(metaCondition(filter, types));
    else if (filter?.filter === "detection" || filter?.filter === "face") similar.push(checked(filter));
    else throw filterError("filters", filter, "expected Id, Meta, Detection or Face");
  }
  return { conditions, similar };
}

function filterError(param: string, value: unknown, expected: string): FacepipeError {
  const shown = param.slice(0, 100);
  return new FacepipeError("BAD_PARAM", `Cannot filter by ${shown}: ${expected}`, { param, value });
}

function checked(filter: SimilarityFilter): SimilarityFilter {
  checkThreshold(filter.threshold);
  return filter;
}

function idCondition(filter: IdFilter): FaceCondition {
  if (filter.op === "oneof" && Array.isArray(filter.values))
    return { on: "id", anyOf: filter.values.map((id) => parseId(id)) };
  if (filter.op === "lte") return { on: "id", max: parseId(filter.value) };
  if (filter.op === "gte") return { on: "id", min: parseId(filter.value) };
  throw filterError("id", filter.op, "expected lte, gte or oneof");
}

function metaCondition(filter: MetaFilter, types: MetaTypes): FaceCondition {
  const { key } = filter;
  checkKey(key);
  const type = typeOfKey(types, key);
  const param = `meta.${key}`;
  const check = (value: unknown) => {
    const given = metaTypeOf(value);
    if (given !== "integer" && given !== "string")
      throw filterError(param, value, "expected whole numbers or strings");
    if (type !== undefined && given !== (type === "strings" ? "string" : type))
      throw filterError(param, value, `its type is declared as ${type}`);
    return termText(value as number | string);
  };
  if (filter.op === "oneof" || filter.op === "subset") {
    if (!Array.isArray(filter.values)) throw filterError(param, filter, "expected a list of values");
    const texts = filter.values.map(check);
    if (filter.op === "oneof") return { on: "meta", key, anyOf: texts };
    if (type !== undefined && type !== "strings")
      throw filterError(param, type, "subset needs a list of strings");
    return texts.length > 0 ? { on: "meta", key, allOf: texts } : anyValue(key);
  }
  if (filter.op !== "lte" && filter.op !== "gte")
    throw filterError(param, (filter as MetaFilter).op, "expected lte, gte, oneof or subset");
  if (type === "strings") throw filterError(param, filter.value, "lists of strings have no order");
  const text = check(filter.value);
  // Numbers and strings begin with the digit of their type.
  const kind = text[0]!;
  return filter.op === "lte"
    ? { on: "meta", key, min: kind, max: text }
    : { on: "meta", key, min: text, max: `${kind}${LAST}` };
}

/** An empty list is part of every list that has members; lists without members have no terms. */
function anyValue(key: string): FaceCondition {
  return { on: "meta", key, min: "5", max: `5${LAST}` };
}
