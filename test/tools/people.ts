/**
 * Faces, corrections and states for tests of grouping.
 * @module
 */
import assert from "node:assert/strict";
import {
  type Constraint,
  type ConstraintRule,
  ConstraintSet,
  type Face,
  type FaceRecord,
  type GroupState,
  type RememberedPeople,
} from "../../core/mod.ts";
import { clusteredVectors, seeded } from "./random_vectors.ts";

/** A face of an unnamed photo. */
export function faceOf(faceId: string, ...vector: number[]): Face {
  return { kind: "face", faceId, embedder: "e@1", embedding: Float32Array.from(vector) };
}

/** A face at an angle, in degrees: similarities are cosines of differences. */
export function faceAt(faceId: string, degrees: number): Face {
  const angle = (degrees * Math.PI) / 180;
  return faceOf(faceId, Math.cos(angle), Math.sin(angle));
}

/** Faces around random centres, close enough to each other that groups get some of them wrong. */
export function randomFaces(seed: number, count: number, centres: number, noise = 0.9): Face[] {
  const { data, dimension } = clusteredVectors(seeded(seed), count, 32, centres, noise);
  return Array.from({ length: count }, (_, i) =>
    faceOf(`f${String(i).padStart(5, "0")}`, ...data.subarray(i * dimension, (i + 1) * dimension)),
  );
}

/** Rules with lines of a file, for messages. */
export function linesOf(...rules: readonly ConstraintRule[]): Constraint[] {
  return rules.map((rule, i) => ({ ...rule, at: { file: "a.ndjson", line: i + 1 } }));
}

/** Random constraints on faces that do not contradict each other. */
export function randomConstraints(random: () => number, ids: readonly string[], count: number): Constraint[] {
  const pick = () => ids[Math.floor(random() * ids.length)]!;
  const rules: ConstraintRule[] = [];
  while (rules.length < count) {
    const rule = randomRule(random, pick);
    if (new Set(rule.faces).size < rule.faces.length) continue;
    try {
      new ConstraintSet(linesOf(...rules, rule));
      rules.push(rule);
    } catch {
      // It contradicts what is there.
    }
  }
  return linesOf(...rules);
}

function randomRule(random: () => number, pick: () => string): ConstraintRule {
  const draw = random();
  if (draw < 0.4) return { type: "same", faces: draw < 0.3 ? [pick(), pick()] : [pick(), pick(), pick()] };
  if (draw < 0.75) return { type: "different", faces: [pick(), pick()] };
  if (draw < 0.9) return { type: "name", faces: [pick()], name: `Name ${Math.floor(random() * 8)}` };
  return { type: "ignore", faces: [pick()] };
}

/** The person of each face. */
export function personsOf(records: readonly FaceRecord[]): Map<string, string | undefined> {
  const faces = records.filter((record) => record.kind === "face");
  return new Map(faces.map(({ faceId, person }) => [faceId, person]));
}

/** Asserts that people are as the constraints want them. Faces that are not there do not count. */
export function assertHonoured(
  persons: ReadonlyMap<string, string | undefined>,
  constraints: readonly Constraint[],
): void {
  for (const rule of constraints) {
    const found = rule.faces.filter((face) => persons.has(face)).map((face) => persons.get(face));
    const told = JSON.stringify(rule);
    if (rule.type === "same") assert.ok(new Set(found).size <= 1 && !found.includes(undefined), told);
    if (rule.type === "name") for (const person of found) assert.equal(person, rule.name, told);
    if (rule.type === "ignore") for (const person of found) assert.equal(person, undefined, told);
    if (rule.type === "different" && found.length === 2) {
      assert.ok(found[0] === undefined || found[0] !== found[1], told);
    }
  }
}

/**
 * Asserts that corrections moved no face that they do not mention: whoever has it is called as
 * before, but for people with a face that was given a name.
 */
export function assertOthersStay(
  before: ReadonlyMap<string, string | undefined>,
  after: ReadonlyMap<string, string | undefined>,
  constraints: readonly Constraint[],
): void {
  const mentioned = new Set(constraints.flatMap(({ faces }) => faces));
  const names = new Set(constraints.flatMap((rule) => (rule.type === "name" ? [rule.name] : [])));
  const renamed = new Set(
    constraints.flatMap((rule) => (rule.type === "name" ? rule.faces.map((face) => before.get(face)) : [])),
  );
  const became = new Map<string | undefined, string | undefined>();
  for (const [face, person] of after) {
    if (mentioned.has(face) || !before.has(face)) continue;
    const old = before.get(face);
    if (renamed.has(old)) {
      assert.equal(became.get(old) ?? person, person, `${old} was split at ${face}`);
      assert.ok(person !== undefined && names.has(person), `${face} became ${person}`);
      became.set(old, person);
    } else assert.equal(person, old, `${face} changed its person`);
  }
}

/** A state in memory; every update is copied, so that nothing is shared between runs. */
export class MemoryState implements GroupState {
  readonly name = "memory";
  people: RememberedPeople | undefined;

  async update(
    change: (before: RememberedPeople | undefined) => Promise<RememberedPeople | undefined>,
  ): Promise<void> {
    const after = await change(structuredClone(this.people));
    if (after !== undefined) this.people = structuredClone(after);
  }
}
