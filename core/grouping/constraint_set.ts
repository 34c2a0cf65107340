/**
 * Constraints in the form in which they are applied.
 * @module
 */
import type { Constraint } from "./constraints.ts";
import { refuseContradictions } from "./contradictions.ts";
import { faceNode, Joins, nameNode } from "./joins.ts";

/** Faces that have to be one person. */
export interface Block {
  /** Ascending. */
  readonly faces: readonly string[];
  /** The name that the person has to have, if any. */
  readonly name: string | undefined;
  /** The faces that were given the name themselves: those whose people it names. */
  readonly named: ReadonlySet<string>;
}

/** Constraints that can all be true. */
export class ConstraintSet {
  /** In the order of their lowest faces; a face that is only told apart is a block of its own. */
  readonly blocks: readonly Block[];
  /** Which blocks are different people, by their numbers: for each block the others. */
  readonly apart: readonly ReadonlySet<number>[];
  /** Faces that belong to nobody. */
  readonly ignored: ReadonlySet<string>;
  readonly #blockOf: ReadonlyMap<string, number>;

  /**
   * Takes constraints from one source or several; their order does not matter.
   *
   * @throws {FacepipeError} BAD_PARAM, exit 2, where two contradict each other, with their lines.
   *
   * @example
   * ```ts
   * import { ConstraintSet } from "facepipe/core";
   * import assert from "node:assert/strict";
   *
   * const at = (line: number) => ({ file: "mine.ndjson", line });
   * assert.throws(
   *   () =>
   *     new ConstraintSet([
   *       { type: "same", faces: ["a-0", "b-0"], at: at(1) },
   *       { type: "same", faces: ["b-0", "c-0"], at: at(2) },
   *       { type: "different", faces: ["a-0", "c-0"], at: at(3) },
   *     ]),
   *   /line 3 of mine.ndjson makes a-0 and c-0 different people, but lines 1 and 2 of mine.ndjson make them one/,
   * );
   * ```
   */
  constructor(constraints: readonly Constraint[]) {
    const joins = new Joins();
    for (const line of constraints) if (line.type === "same" || line.type === "name") joins.add(line);
    refuseContradictions(constraints, joins);
    this.ignored = new Set(facesOf(constraints, "ignore"));
    this.blocks = blocksOf(constraints, joins, this.ignored);
    this.#blockOf = new Map(this.blocks.flatMap(({ faces }, block) => faces.map((face) => [face, block])));
    this.apart = this.#apartOf(constraints);
  }

  /** The number of the block that holds a face. */
  blockOf(faceId: string): number | undefined {
    return this.#blockOf.get(faceId);
  }

  /** Whether some constraint mentions a face. */
  mentions(faceId: string): boolean {
    return this.#blockOf.has(faceId) || this.ignored.has(faceId);
  }

  /** All faces that some constraint mentions. */
  *faces(): Iterable<string> {
    yield* this.#blockOf.keys();
    yield* this.ignored;
  }

  #apartOf(constraints: readonly Constraint[]): Set<number>[] {
    const apart = this.blocks.map(() => new Set<number>());
    for (const line of constraints) {
      if (line.type !== "different") continue;
      const [a, b] = line.faces.map((face) => this.#blockOf.get(face));
      // Who is ignored is nobody, so nobody else either.
      if (a === undefined || b === undefined) continue;
      apart[a]!.add(b);
      apart[b]!.add(a);
    }
    return apart;
  }
}

/** All blocks; what has the same name is one. */
function blocksOf(constraints: readonly Constraint[], joins: Joins, ignored: ReadonlySet<string>): Block[] {
  const names = new Map<string, string>();
  const named = new Set(facesOf(constraints, "name"));
  const sets = new Map<string, string[]>();
  for (const line of constraints) {
    if (line.type === "name") names.set(joins.find(nameNode(line.name)), line.name);
  }
  const faces = new Set(constraints.flatMap((line) => (line.type === "ignore" ? [] : line.faces)));
  for (const face of [...faces].sort()) {
    if (ignored.has(face)) continue;
    const set = joins.find(faceNode(face));
    const members = sets.get(set);
    if (members) members.push(face);
    else sets.set(set, [face]);
  }
  return [...sets].map(([set, members]) => ({
    faces: members,
    name: names.get(set),
    named: new Set(members.filter((face) => named.has(face))),
  }));
}

function facesOf(constraints: readonly Constraint[], type: Constraint["type"]): string[] {
  return constraints.flatMap((line) => (line.type === type ? line.faces : []));
}
