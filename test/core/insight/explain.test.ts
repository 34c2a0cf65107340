import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Constraint,
  type Explanation,
  explainFaces,
  type Face,
  findFace,
  groupFaces,
  MergeLog,
} from "../../../core/mod.ts";
import { run } from "../../tools/stages.ts";

function face(faceId: string, ...vector: number[]): Face {
  return { kind: "face", faceId, embedding: Float32Array.from(vector) };
}

// a and b are 0.8 alike, c is 0.6 alike to a and 0.96 to b: so b joins c first, then a at 0.7.
const FACES = [
  face("a-0", 1, 0, 0),
  face("b-0", 0.8, 0.6, 0),
  face("c-0", 0.6, 0.8, 0),
  face("d-0", 0, 0, 1),
];

async function explained(
  one: string,
  other: string,
  threshold: number,
  rules: readonly object[] = [],
  minFaces = 1,
) {
  const log = new MergeLog();
  const constraints = rules.map((rule, i) => ({ ...rule, at: { file: "c", line: i + 1 } }) as Constraint);
  let explanation: Explanation | undefined;
  const inspect = async (decided: Parameters<typeof explainFaces>[0]) => {
    const { ids } = decided.candidates;
    explanation = await explainFaces(decided, [findFace(ids, one), findFace(ids, other)], log);
  };
  await run(groupFaces({ threshold, minFaces, constraints, onMerge: log.note, inspect }), FACES);
  return explanation!;
}

test("one person, by the joins that led there", async () => {
  const { joins, ...rest } = await explained("a-0", "b-0", 0.5);
  assert.deepEqual(rest, {
    faces: [
      { face: "a-0", person: "person-0001", faces: 3, own: 0.7 },
      { face: "b-0", person: "person-0001", faces: 3, own: 0.88 },
    ],
    similarity: 0.8,
    samePerson: true,
    because: "similarity",
    constraints: [],
    threshold: 0.5,
    joined: true,
    made: true,
    joinedUpTo: 0.7,
  });
  assert.deepEqual(joins, [
    {
      similarity: 0.96,
      side: "second",
      faces: 1,
      joined: 1,
      closest: { faces: ["b-0", "c-0"], similarity: 0.96 },
    },
    {
      similarity: 0.7,
      side: "both",
      faces: 1,
      joined: 2,
      closest: { faces: ["a-0", "b-0"], similarity: 0.8 },
    },
  ]);
});

test("two people, and what would join them", async () => {
  const { samePerson, because, joinedUpTo, faces, joins } = await explained("a", "c", 0.75);
  assert.deepEqual([samePerson, because, joinedUpTo], [false, "similarity", 0.7]);
  assert.deepEqual(faces[0], { face: "a-0", person: "person-0002", faces: 1, other: 0.7 });
  assert.equal(joins.at(-1)?.similarity, 0.7);
});

test("the threshold that is named is the one that parts them", async () => {
  const { joinedUpTo } = await explained("a", "b", 0.5);
  assert.equal((await explained("a", "b", joinedUpTo!)).samePerson, true);
  assert.equal((await explained("a", "b", joinedUpTo! + 2e-6)).samePerson, false);
});

test("people with too few faces are named as the reason, not constraints", async () => {
  const { samePerson, because, joined } = await explained("a", "b", 0.5, [], 4);
  assert.deepEqual([samePerson, because, joined], [false, "too few faces", true]);
  assert.equal((await explained("a", "d", 0.5, [], 4)).because, "similarity");
});

test("constraints that decided are named, with those that lead to them", async () => {
  const joined = await explained("a", "d", 0.5, [
    { type: "same", faces: ["d-0", "x-0"] },
    { type: "name", faces: ["b-0"], name: "Bob" },
    { type: "same", faces: ["x-0", "a-0"] },
  ]);
  assert.deepEqual([joined.samePerson, joined.because], [true, "constraints"]);
  assert.deepEqual(
    joined.constraints.map(({ at }) => at.line),
    [3, 1],
  );

  const parted = await explained("a", "b", 0.5, [
    { type: "different", faces: ["c-0", "a-0"] },
    { type: "same", faces: ["c-0", "b-0"] },
  ]);
  assert.deepEqual([parted.samePerson, parted.because], [false, "constraints"]);
  assert.deepEqual(
    parted.constraints.map(({ at }) => at.line),
    [1, 2],
  );

  const ignored = await explained("a", "b", 0.5, [{ type: "ignore", faces: ["b-0"] }]);
  assert.deepEqual([ignored.samePerson, ignored.because], [false, "constraints"]);
  assert.deepEqual(ignored.faces[1], { face: "b-0", faces: 1, other: 0.88 });

  const named = await explained("b", "c", 0.5, [
    { type: "name", faces: ["c-0"], name: "Cas" },
    { type: "name", faces: ["b-0"], name: "Bob" },
  ]);
  assert.deepEqual([named.samePerson, named.constraints.map(({ at }) => at.line)], [false, [2, 1]]);
});

test("constraints about others decide too", async () => {
  const { samePerson, because, constraints } = await explained("a", "d", 0.5, [
    { type: "name", faces: ["c-0"], name: "Ann" },
    { type: "name", faces: ["d-0"], name: "Ann" },
  ]);
  assert.deepEqual([samePerson, because, constraints], [true, "names or constraints of other faces", []]);
});

test("faces that nothing joins above 0 have the joins down to there", async () => {
  const { joins, joinedUpTo } = await explained("a", "d", 0.5);
  assert.deepEqual(
    joins.map(({ similarity }) => similarity),
    [0.7, 0],
  );
  assert.equal(joinedUpTo, 0);
});

test("a face is found by its id before it is found by a beginning", () => {
  assert.equal(findFace(["a", "a-0"], "a"), 0);
  assert.throws(() => findFace(["a-0"], ""), { code: "NOT_FOUND", exit: 2 });
  assert.throws(() => findFace(["a-0", "a-1"], "a"), { code: "BAD_PARAM", exit: 2 });
});
