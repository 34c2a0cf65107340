import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConstraintRule, type GroupOptions, groupFaces } from "../../../core/mod.ts";
import {
  assertHonoured,
  assertOthersStay,
  faceAt as at,
  linesOf,
  personsOf,
  randomConstraints,
  randomFaces,
} from "../../tools/people.ts";
import { seeded, shuffled } from "../../tools/random_vectors.ts";
import { run } from "../../tools/stages.ts";

/** Three people at 0.9: a to d around 0°, e to g around 90°, h at 180°. */
const ALBUM = [
  at("a", 0),
  at("b", 2),
  at("c", 4),
  at("d", 12),
  at("e", 90),
  at("f", 92),
  at("g", 96),
  at("h", 180),
];

async function people(rules: readonly ConstraintRule[], options: GroupOptions = {}, faces = ALBUM) {
  const records = await run(
    groupFaces({ threshold: 0.9, constraints: linesOf(...rules), ...options }),
    faces,
  );
  const byPerson = new Map<string, string>();
  for (const [face, person = "-"] of personsOf(records)) {
    byPerson.set(person, (byPerson.get(person) ?? "") + face);
  }
  return Object.fromEntries([...byPerson].sort(([a], [b]) => (a < b ? -1 : 1)));
}

test("without corrections", async () => {
  assert.deepEqual(await people([]), { "person-0001": "abcd", "person-0002": "efg", "person-0003": "h" });
});

test("same: the face of the smaller person moves to the larger, and nobody comes along", async () => {
  assert.deepEqual(await people([{ type: "same", faces: ["e", "a"] }]), {
    "person-0001": "abcde",
    "person-0002": "fg",
    "person-0003": "h",
  });
});

test("same: several faces gather at the largest of their people; one that empties leaves a gap", async () => {
  assert.deepEqual(await people([{ type: "same", faces: ["h", "e", "f", "a"] }]), {
    "person-0001": "abcdefh",
    "person-0002": "g",
  });
});

test("same: a person with a name counts as larger", async () => {
  const rules: ConstraintRule[] = [
    { type: "name", faces: ["h"], name: "Ann" },
    { type: "same", faces: ["a", "h"] },
  ];
  assert.deepEqual(await people(rules), { Ann: "ah", "person-0001": "bcd", "person-0002": "efg" });
});

test("different: the face that fits less well leaves, for a new person where nobody resembles it", async () => {
  assert.deepEqual(await people([{ type: "different", faces: ["d", "a"] }]), {
    "person-0001": "abc",
    "person-0002": "efg",
    "person-0003": "h",
    "person-0004": "d",
  });
});

test("different: the face that leaves joins the next best person that is similar enough", async () => {
  // At 0.7 a, b and c are one person and d, e and f another; d at 44° is within reach of both.
  const faces = [at("a", 0), at("b", 2), at("c", 40), at("d", 80), at("e", 82), at("f", 84)];
  assert.deepEqual(await people([], { threshold: 0.7 }, faces), {
    "person-0001": "abc",
    "person-0002": "def",
  });
  assert.deepEqual(await people([{ type: "different", faces: ["c", "a"] }], { threshold: 0.7 }, faces), {
    "person-0001": "ab",
    "person-0002": "cdef",
  });
  const both: ConstraintRule[] = [
    { type: "different", faces: ["c", "a"] },
    { type: "different", faces: ["c", "e"] },
  ];
  assert.deepEqual(await people(both, { threshold: 0.7 }, faces), {
    "person-0001": "ab",
    "person-0002": "def",
    "person-0003": "c",
  });
});

test("different: faces that have to stay together leave together", async () => {
  const rules: ConstraintRule[] = [
    { type: "same", faces: ["d", "c"] },
    { type: "different", faces: ["d", "a"] },
  ];
  assert.deepEqual(await people(rules), {
    "person-0001": "ab",
    "person-0002": "efg",
    "person-0003": "h",
    "person-0004": "cd",
  });
});

test("different: of four faces that are all different each gets a person", async () => {
  const pairs = ["ab", "ac", "ad", "bc", "bd", "cd"];
  const rules = pairs.map((pair): ConstraintRule => ({ type: "different", faces: [...pair] }));
  assert.deepEqual(Object.values(await people(rules)).sort(), ["a", "b", "c", "d", "efg", "h"]);
});

test("name: a face names the person that it is in", async () => {
  assert.deepEqual(await people([{ type: "name", faces: ["f"], name: "Ann" }]), {
    Ann: "efg",
    "person-0001": "abcd",
    "person-0003": "h",
  });
});

test("name: people of one name are one person", async () => {
  const rules: ConstraintRule[] = [
    { type: "name", faces: ["f", "a"], name: "Ann" },
    { type: "name", faces: ["h"], name: "Ann" },
  ];
  assert.deepEqual(await people(rules), { Ann: "abcdefgh" });
});

test("name: of two names in a person the one of more faces stays; the other takes its faces only", async () => {
  const rules: ConstraintRule[] = [
    { type: "name", faces: ["a"], name: "Ann" },
    { type: "name", faces: ["c", "d"], name: "Bob" },
  ];
  assert.deepEqual(await people(rules), { Ann: "a", Bob: "bcd", "person-0002": "efg", "person-0003": "h" });
});

test("name: of two names with equally many faces the one that fits better stays", async () => {
  const rules: ConstraintRule[] = [
    { type: "name", faces: ["d"], name: "Ann" },
    { type: "name", faces: ["b"], name: "Bob" },
  ];
  assert.deepEqual(await people(rules), { Ann: "d", Bob: "abc", "person-0002": "efg", "person-0003": "h" });
});

test("name: a face with a name stays where a face without leaves", async () => {
  const rules: ConstraintRule[] = [
    { type: "name", faces: ["d"], name: "Ann" },
    { type: "different", faces: ["d", "b"] },
  ];
  assert.deepEqual(await people(rules), {
    Ann: "acd",
    "person-0002": "efg",
    "person-0003": "h",
    "person-0004": "b",
  });
});

test("name: ids never equal a name", async () => {
  assert.deepEqual(await people([{ type: "name", faces: ["h"], name: "person-0001" }]), {
    "person-0001": "h",
    "person-0002": "abcd",
    "person-0003": "efg",
  });
});

test("ignore: the face stays in the stream without a person, and its person without it", async () => {
  const records = await run(
    groupFaces({ threshold: 0.9, constraints: linesOf({ type: "ignore", faces: ["d"] }) }),
    [...ALBUM.slice(2, 4), at("e", 6)],
  );
  assert.deepEqual(
    records.map((r) => r.kind === "face" && [r.faceId, r.person, r.personScore]),
    [
      ["c", "person-0001", 0.999391],
      ["d", undefined, undefined],
      ["e", "person-0001", 0.999391],
    ],
  );
});

test("faces that are not there are left out, chains through them hold, and their number is told", async () => {
  const notes: string[] = [];
  const rules: ConstraintRule[] = [
    { type: "same", faces: ["a", "x"] },
    { type: "same", faces: ["x", "h"] },
    { type: "different", faces: ["b", "y"] },
    { type: "ignore", faces: ["z"] },
    { type: "name", faces: ["y"], name: "Ann" },
  ];
  assert.deepEqual(await people(rules, { note: (text) => notes.push(text) }), {
    "person-0001": "abcdh",
    "person-0002": "efg",
  });
  assert.deepEqual(notes, [
    "3 faces that the constraints mention are not in the input; what is said of them is left out",
  ]);
});

test("contradictions are refused before anything is read", () => {
  const constraints = linesOf({ type: "same", faces: ["a", "b"] }, { type: "different", faces: ["a", "b"] });
  assert.throws(() => groupFaces({ constraints }), { exit: 2, code: "BAD_PARAM" });
});

test("people with few faces get no person, but for those with a name", async () => {
  assert.deepEqual(await people([], { minFaces: 3 }), {
    "-": "h",
    "person-0001": "abcd",
    "person-0002": "efg",
  });
  assert.deepEqual(await people([{ type: "name", faces: ["h"], name: "Ann" }], { minFaces: 4 }), {
    "-": "efg",
    Ann: "h",
    "person-0001": "abcd",
  });
  for (const minFaces of [0, 1.5, Number.NaN]) {
    assert.throws(() => groupFaces({ minFaces }), { exit: 2, param: "minFaces" });
  }
});

test("fifty random corrections are honoured, nobody else moves, and no order matters", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = seeded(seed);
    const faces = randomFaces(seed, 150 + seed, 5 + seed);
    const constraints = randomConstraints(
      random,
      faces.map(({ faceId }) => faceId),
      50,
    );
    const threshold = 0.2 + 0.01 * seed;
    const before = personsOf(await run(groupFaces({ threshold }), faces));
    const after = personsOf(await run(groupFaces({ threshold, constraints }), faces));
    assertHonoured(after, constraints);
    assertOthersStay(before, after, constraints);
    const again = await run(
      groupFaces({ threshold, constraints: shuffled(random, constraints) }),
      shuffled(random, faces),
    );
    assert.deepEqual(new Map([...personsOf(again)].sort()), after);
  }
});
