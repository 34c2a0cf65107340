/**
 * What is particular to each collection of documents: keys, indexed fields, fixed fields.
 * @module
 */
import type { DocumentValue } from "./document_filter.ts";
import { valuesAt } from "./document_match.ts";
import { parseId, sortableId } from "./ids.ts";
import type { Collection } from "./store.ts";
import { type Term, type TermValue, termText } from "./terms.ts";

/** Longest text of a term of a document: filters are checked again, so a longer one may share its term with others. */
const TERM_LENGTH = 300;

/** A collection. */
export interface CollectionRules {
  readonly name: Collection;
  /** What a document is called in messages. */
  readonly noun: string;
  /** Ids are unsigned integers; otherwise text. */
  readonly numbered: boolean;
  /** Fields that can be searched without reading all documents. */
  readonly indexed: readonly string[];
  /** Fields that updates cannot change. */
  readonly fixed: readonly string[];
}

function rules(
  name: Collection,
  noun: string,
  { numbered = false, indexed = [] as string[], fixed = [] as string[] },
): CollectionRules {
  return { name, noun, numbered, indexed, fixed: ["_id", "owner", ...fixed] };
}

/** The collections that have stores of documents. */
export const RULES = {
  users: rules("users", "user", { indexed: ["tokenHash", "name"], fixed: ["tokenHash"] }),
  faces: rules("faces", "face", {
    numbered: true,
    indexed: ["meta", "galleries", "personId", "camId", "timestamp", "photoHash", "renewalOf"],
    fixed: [
      ...["facen", "embedder", "facts", "crop", "galleries", "personId", "detectionId", "renewalOf"],
      ...["photo", "normalized", "thumbnail"],
    ],
  }),
  galleries: rules("galleries", "gallery", { fixed: ["name"] }),
  cameras: rules("cameras", "camera", {}),
  persons: rules("persons", "person", {
    numbered: true,
    indexed: ["name", "mergedInto"],
    fixed: ["mergedInto"],
  }),
  counters: rules("counters", "counter", {}),
  detections: rules("detections", "detection", { indexed: ["expires", "uses"] }),
  metaTypes: rules("metaTypes", "declaration", {}),
} as const satisfies Record<Collection, CollectionRules>;

/** The key of a document, by its `_id`. @throws FacepipeError BAD_PARAM for a number that is none. */
export function keyOf({ numbered }: CollectionRules, id: unknown): string {
  return numbered ? sortableId(parseId(id, "_id")) : String(id);
}

/** The terms of a document: those of the values of its indexed fields, and of the members of lists. */
export function documentTerms({ indexed }: CollectionRules, document: object): Term[] {
  return indexed.flatMap((field) => {
    const found = valuesAt(document as DocumentValue, [field]).flatMap((value) =>
      Array.isArray(value) ? value : [value],
    );
    const texts = found.filter(isTermValue).map(documentTermText);
    return [...new Set(texts)].map((text) => ({ field, text }));
  });
}

/** Whether a value can be indexed. */
export function isTermValue(value: unknown): value is TermValue {
  return ["number", "bigint", "string", "boolean"].includes(typeof value);
}

/** As {@linkcode termText}, cut to the length that terms of documents have. */
export function documentTermText(value: TermValue): string {
  const text = termText(value);
  if (text.length <= TERM_LENGTH) return text;
  // Never half of a surrogate pair.
  return text.slice(0, TERM_LENGTH).isWellFormed()
    ? text.slice(0, TERM_LENGTH)
    : text.slice(0, TERM_LENGTH - 1);
}
