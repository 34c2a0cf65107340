import assert from "node:assert/strict";
import { test } from "node:test";
import { type Face, type FaceRecord, knownPeople } from "../../../core/mod.ts";
import { faceOf } from "../../tools/people.ts";
import { streamOf } from "../../tools/stages.ts";

function named(person: string, faceId: string, ...vector: number[]): Face {
  return { ...faceOf(faceId, ...vector), person };
}

test("a person is the mean of their vectors; records without a name or a vector do not count", async () => {
  const { embedding: _, ...bare } = named("Cem", "x", 1, 0);
  const records: FaceRecord[] = [
    named("Bob", "b", 0, 1),
    named("Ann", "a1", 1, 0),
    { kind: "photo", path: "a.jpg" },
    named("Ann", "a2", 0, 1),
    named("Ann", "a1", 1, 0),
    bare,
    faceOf("nobody", 1, 0),
    named("", "empty", 1, 0),
    named("person-0001", "unnamed", 1, 0),
  ];
  const known = await knownPeople(streamOf(records));
  assert.deepEqual([known.embedder, known.dimension], ["e@1", 2]);
  const [first, second] = await known.identify([Float32Array.of(0, 1), Float32Array.of(1, 0)]);
  assert.deepEqual(
    first!.map(({ name, similarity }) => [name, similarity.toFixed(6)]),
    [
      ["Bob", "1.000000"],
      ["Ann", "0.707107"],
    ],
  );
  assert.deepEqual(
    second!.map(({ name }) => name),
    ["Ann", "Bob"],
  );
});

test("what cannot be compared is refused", async () => {
  const refuses = (records: FaceRecord[], message: RegExp) =>
    assert.rejects(knownPeople(streamOf(records)), message);
  await refuses([], /no face has both a named person and an embedding$/);
  await refuses([faceOf("a", 1, 0)], /no face has both a named person and an embedding$/);
  await refuses(
    [named("Ann", "a", 1, 0), named("Bob", "b", 1, 0, 0)],
    /face b, field embedding: the vector has 3/,
  );
  await refuses(
    [named("Ann", "a", 1, 0), { ...named("Bob", "b", 1, 0), embedder: "f@2" }],
    /face b, field embedder: it is f@2, but e@1/,
  );
  await refuses(
    [named("Ann", "a", 1, 0), named("Ann", "a", 0, 1)],
    /the face comes twice, with different vectors$/,
  );
});
