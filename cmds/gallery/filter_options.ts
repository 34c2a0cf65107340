/**
 * Filters of faces as people write them: `--id '>=1234'`, `--meta 'camera=abc,def'`.
 * @module
 */
import { type Filter, Id, Meta, type MetaTypes, typeOfKey, usageError } from "../../core/mod.ts";
import type { Options, ValuesOf } from "../option.ts";
import { scalar } from "./meta_text.ts";

/** Options that choose faces of a gallery. */
export const FILTER_OPTIONS = {
  id: { type: "strings", describe: "Only faces of these ids: '>=1234', '<=1234', or '1,2,3'" },
  meta: {
    type: "strings",
    describe:
      "Only faces with this metadata: 'age>=45', 'age<=60', 'name=Ann', 'camera=abc,def' (one of), 'tags~male,angry' (all of); several must all hold",
  },
} as const satisfies Options;

/**
 * The filters that the options ask for.
 *
 * @param types The store's declared types: `zip=01234` is about text where zip is text.
 */
export function filtersOf({ id, meta }: ValuesOf<typeof FILTER_OPTIONS>, types: MetaTypes): Filter[] {
  return [...id.map(idFilter), ...meta.map((text) => metaFilter(text, types))];
}

/** @throws FacepipeError (exit 2) for a text that is no filter. */
export function idFilter(text: string): Filter {
  const [, op = "", rest = ""] = /^\s*(>=|<=|>|<|=)?\s*(.+?)\s*$/s.exec(text) ?? [];
  const ids = rest.split(",").map((part) => part.trim());
  if (!ids.every((id) => /^\d+$/.test(id)) || (ids.length > 1 && op !== "" && op !== "="))
    throw usageError("--id", text, "expected '>=1234', '<=1234' or '1,2,3'");
  const [first = ""] = ids;
  if (op === ">=") return Id.gte(first);
  if (op === "<=") return Id.lte(first);
  if (op === ">") return Id.gte(BigInt(first) + 1n);
  if (op === "<") return BigInt(first) === 0n ? Id.oneof() : Id.lte(BigInt(first) - 1n);
  return Id.oneof(...ids);
}

/** @throws FacepipeError (exit 2) for a text that is no filter. */
export function metaFilter(text: string, types: MetaTypes): Filter {
  const [, key, op, value = ""] = /^\s*([^<>=~]+?)\s*(>=|<=|[<>=~])\s*(.*?)\s*$/s.exec(text) ?? [];
  if (key === undefined || value === "")
    throw usageError("--meta", text, "expected 'key>=45', 'key<=60', 'key=one,other' or 'key~all,of,these'");
  if (key.endsWith("!")) throw usageError("--meta", text, "there is no such filter as !=");
  if (typeOfKey(types, key) === undefined)
    throw usageError("--meta", text, `no face of the store has ${key}${known(types)}`);
  const field = Meta(key);
  const typed = (part: string) => scalar(part, typeOfKey(types, key));
  if (op === "~") return field.subset(...value.split(","));
  if (op === "=") return field.oneof(...value.split(",").map(typed));
  const bound = typed(value);
  if (op === ">=") return field.gte(bound);
  if (op === "<=") return field.lte(bound);
  if (typeof bound === "string") throw usageError("--meta", text, `expected ${op}= before text`);
  return op === ">" ? field.gte(bound + 1) : field.lte(bound - 1);
}

function known(types: MetaTypes): string {
  const keys = Object.keys(types).sort();
  return keys.length === 0 ? "" : `; there are ${keys.join(", ")}`;
}
