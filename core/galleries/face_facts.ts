/**
 * What a gallery keeps of a face besides its vector: the fields of a face record, so that a
 * gallery can be written out as the stream that it came from.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { CHECKS, checkDepth, Mismatch } from "../field_checks.ts";
import { FIELD_ENTRIES } from "../fields.ts";
import type { Face } from "../records.ts";

/** Fields of a face record that galleries keep apart from the facts, or make themselves. */
const NOT_FACTS = [
  "kind",
  "embedder",
  "embedding",
  "crop",
  "matches",
  "gallery",
  "id",
  "meta",
  "personId",
] as const;

/** The same, and the kept detection that a face came from. */
const LEFT_OUT: ReadonlySet<string> = new Set([...NOT_FACTS, "detection"]);

const FIELD_CHECKS = new Map(
  FIELD_ENTRIES.filter(([, { on }]) => on.includes("face")).map(([name, { type }]) => [
    name as string,
    CHECKS[type] as (value: unknown) => unknown,
  ]),
);

/** The other fields of a face record, those that facepipe does not know included; plain JSON. */
export type FaceFacts = Partial<Omit<Face, (typeof NOT_FACTS)[number]>>;

/** The fields of a face record that are facts, as plain JSON. @throws FacepipeError BAD_PARAM for a value that a record cannot have. */
export function factsOf(face: object): FaceFacts {
  const facts = Object.entries(face).filter(([name, value]) => !LEFT_OUT.has(name) && !isAbsent(name, value));
  return Object.fromEntries(facts.map(([name, value]) => [name, checked(name, value)])) as FaceFacts;
}

/** null in a field that records have counts as absent. */
function isAbsent(name: string, value: unknown): boolean {
  return value === undefined || (value === null && FIELD_CHECKS.has(name));
}

function checked(name: string, value: unknown): unknown {
  try {
    checkDepth(value);
    FIELD_CHECKS.get(name)?.(value);
    return JSON.parse(JSON.stringify(value) ?? "null");
  } catch (error) {
    const shown = name.slice(0, 40);
    const reason = error instanceof Mismatch ? error.message : "expected what JSON can say";
    throw new FacepipeError("BAD_PARAM", `Cannot use ${shown} of the face: ${reason}`, { param: shown });
  }
}
