/**
 * What somebody who knows better says about the faces of an album.
 * @module
 */
import { describe } from "../field_checks.ts";
import { isMadeUpName } from "./made_up_names.ts";

/** Where a constraint was written, for messages. */
export interface ConstraintOrigin {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What a constraint says. Faces are named by their ids. */
export type ConstraintRule =
  /** The faces show one person. */
  | { readonly type: "same"; readonly faces: readonly string[] }
  /** The two faces show different people. */
  | { readonly type: "different"; readonly faces: readonly string[] }
  /** The faces show the person of that name; who has another name is somebody else. */
  | { readonly type: "name"; readonly faces: readonly string[]; readonly name: string }
  /** The faces belong to nobody. */
  | { readonly type: "ignore"; readonly faces: readonly string[] };

/** A rule and where it stands. */
export type Constraint = ConstraintRule & { readonly at: ConstraintOrigin };

/** The types of constraints. */
export const CONSTRAINT_TYPES = ["same", "different", "name", "ignore"] as const;

/** How many faces each type takes: at least, at most. */
const FACES: { readonly [T in ConstraintRule["type"]]: readonly [least: number, most: number] } = {
  same: [2, Number.POSITIVE_INFINITY],
  different: [2, 2],
  name: [1, Number.POSITIVE_INFINITY],
  ignore: [1, Number.POSITIVE_INFINITY],
};

/** The longest name of a person, in UTF-16 code units; a name becomes a folder. */
const LONGEST_NAME = 200;

/**
 * Makes a rule of what was read; names are trimmed and put into Unicode NFC.
 *
 * @returns The rule, or in words what is wrong with it.
 *
 * @example
 * ```ts
 * import { constraintRule } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(constraintRule("name", ["a-0"], " Ann "), { type: "name", faces: ["a-0"], name: "Ann" });
 * assert.equal(constraintRule("different", ["a-0"]), "expected 2 faces, found 1");
 * ```
 */
export function constraintRule(
  type: unknown,
  faces: readonly string[],
  name?: string,
): ConstraintRule | string {
  const known = CONSTRAINT_TYPES.find((candidate) => candidate === type);
  if (known === undefined) {
    return `expected the type ${CONSTRAINT_TYPES.slice(0, -1).join(", ")} or ignore, found ${describe(type)}`;
  }
  const wrong = wrongFaces(known, faces);
  if (wrong !== undefined) return wrong;
  if (known !== "name") return { type: known, faces };
  const tidy = (name ?? "").normalize("NFC").trim();
  if (tidy === "") return "the name is empty";
  if (tidy.length > LONGEST_NAME) return `the name is longer than ${LONGEST_NAME} characters`;
  if (/\p{Cc}|\p{Cs}/u.test(tidy)) return "the name has a control character";
  if (isMadeUpName(tidy)) return `the name ${tidy} is one that group makes up; expected another`;
  return { type: "name", faces, name: tidy };
}

function wrongFaces(type: ConstraintRule["type"], faces: readonly string[]): string | undefined {
  const [least, most] = FACES[type];
  const count = new Set(faces).size;
  if (faces.includes("")) return "a face id is empty";
  if (count < faces.length && type === "different") return "the two faces are one";
  if (count >= least && count <= most) return undefined;
  return `expected ${most === least ? "" : "at least "}${least} ${least === 1 ? "face" : "faces"}, found ${count}`;
}
