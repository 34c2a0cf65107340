/**
 * Which documents have to be read to answer a filter: what a filter demands of ids and of indexed
 * fields. More may be read than match, never fewer; the filter itself decides.
 * @module
 */
import { type CollectionRules, documentTermText, isTermValue, keyOf } from "./collections.ts";
import type { DocumentFilter } from "./document_filter.ts";
import { isDecimal, isPlainObject } from "./document_values.ts";
import type { DocumentCondition, DocumentQuery } from "./store.ts";
import { compareText, type TermValue, termText } from "./terms.ts";

/** What to read. */
export type DocumentPlan = Pick<DocumentQuery, "keys" | "min" | "max" | "conditions">;

/** Greater than every other text of the same type. */
const LAST = "\u{10ffff}";

/** The plan of a filter that has been checked. */
export function planOf(rules: CollectionRules, filter: DocumentFilter): DocumentPlan {
  const demands = demandsOf(filter);
  const ids = demands.filter(({ field }) => field === "_id").flatMap((demand) => idPlan(rules, demand));
  const lists = ids.flatMap(({ keys }) => (keys ? [keys] : []));
  const mins = ids.flatMap(({ min }) => (min === undefined ? [] : [min])).sort(compareText);
  const maxs = ids.flatMap(({ max }) => (max === undefined ? [] : [max])).sort(compareText);
  return {
    ...(lists.length > 0 ? { keys: intersection(lists) } : {}),
    ...(mins.length > 0 ? { min: mins.at(-1)! } : {}),
    ...(maxs.length > 0 ? { max: maxs[0]! } : {}),
    conditions: demands.flatMap((demand) => fieldCondition(rules, demand)),
  };
}

/** Something that holds for every document that matches. */
interface Demand {
  readonly field: string;
  readonly operator: string;
  readonly operand: unknown;
}

function demandsOf(filter: DocumentFilter): Demand[] {
  return Object.entries(filter).flatMap(([field, value]) => {
    if (field === "$and") return (value as DocumentFilter[]).flatMap(demandsOf);
    if (field.startsWith("$")) return [];
    if (!isPlainObject(value) || !Object.keys(value).some((key) => key.startsWith("$")))
      return [{ field, operator: "$eq", operand: value }];
    return Object.entries(value).map(([operator, operand]) => ({ field, operator, operand }));
  });
}

function intersection(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...rest] = lists;
  return [...new Set(first)].filter((key) => rest.every((list) => list.includes(key)));
}

function idPlan(rules: CollectionRules, { operator, operand }: Demand): Partial<DocumentPlan>[] {
  if (operator === "$eq") return [{ keys: keysOf(rules, [operand]) }];
  if (operator === "$in") return [{ keys: keysOf(rules, operand as unknown[]) }];
  const [key] = keysOf(rules, [operand]);
  if (key === undefined) return [];
  if (operator === "$gt" || operator === "$gte") return [{ min: key }];
  if (operator === "$lt" || operator === "$lte") return [{ max: key }];
  return [];
}

/** Keys of the ids that can exist at all. */
function keysOf(rules: CollectionRules, ids: readonly unknown[]): string[] {
  return ids.flatMap((id) => {
    if (!rules.numbered) return typeof id === "string" ? [id] : [];
    try {
      return [keyOf(rules, id)];
    } catch {
      return [];
    }
  });
}

function fieldCondition({ indexed }: CollectionRules, demand: Demand): DocumentCondition[] {
  const { field, operator, operand } = demand;
  if (!indexed.includes(field)) return [];
  if (operator === "$eq") return anyOf(field, [operand]);
  if (operator === "$in") return anyOf(field, operand as unknown[]);
  if (operator === "$all") return (operand as unknown[]).flatMap((value) => anyOf(field, [value]));
  if (!isTermValue(operand) || twinsOf(operand).length > 1) return [];
  const text = documentTermText(operand);
  if (operator === "$gt" || operator === "$gte") return [{ field, min: text, max: `${text[0]}${LAST}` }];
  if (operator === "$lt" || operator === "$lte") return [{ field, min: text[0]!, max: `${text}${LAST}` }];
  return [];
}

function anyOf(field: string, values: readonly unknown[]): DocumentCondition[] {
  if (!values.every(isTermValue)) return [];
  return [{ field, anyOf: [...new Set(values.flatMap(twinsOf))] }];
}

/** The terms of all values that equal this one: an id equals its number and its decimal string. */
function twinsOf(value: TermValue): string[] {
  const own = documentTermText(value);
  if (typeof value === "bigint")
    return [own, documentTermText(value.toString()), ...(isSafe(value) ? [termText(Number(value))] : [])];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)
    return [own, termText(BigInt(value))];
  if (typeof value === "string" && isDecimal(value)) return [own, termText(BigInt(value))];
  return [own];
}

function isSafe(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER);
}
