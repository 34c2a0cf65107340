import assert from "node:assert/strict";
import { test } from "node:test";
import { Shortlist } from "../../../core/insight/shortlist.ts";
import {
  type Constraint,
  type Face,
  groupFaces,
  type Suggestion,
  suggestReviews,
} from "../../../core/mod.ts";
import { seeded } from "../../tools/random_vectors.ts";
import { run } from "../../tools/stages.ts";

/** A face whose vector lies at an angle in degrees, in a photo of its own or in a given one. */
function face(faceId: string, degrees: number, path = `${faceId}.jpg`): Face {
  const angle = (degrees / 180) * Math.PI;
  return { kind: "face", faceId, path, embedding: Float32Array.of(Math.cos(angle), Math.sin(angle), 0, 0) };
}

async function suggestionsFor(
  faces: readonly Face[],
  threshold: number,
  rules: readonly object[] = [],
  limit = 10,
): Promise<Suggestion[]> {
  let suggestions: Suggestion[] = [];
  const constraints = rules.map((rule, i) => ({ ...rule, at: { file: "c", line: i + 1 } }) as Constraint);
  const inspect = async (decided: Parameters<typeof suggestReviews>[0]) => {
    suggestions = await suggestReviews(decided, limit);
  };
  await run(groupFaces({ threshold, constraints, inspect }), faces);
  return suggestions;
}

// Two clusters 30 degrees apart (0.866), and a third far away.
const FACES = [face("a-0", 0), face("b-0", 2), face("c-0", 31), face("d-0", 33), face("e-0", 120)];

test("people who are almost one are suggested, by the faces that are most alike", async () => {
  const suggestions = await suggestionsFor(FACES, 0.95);
  const [first, ...others] = suggestions.filter(({ type }) => type === "same");
  assert.deepEqual(first, {
    type: "same",
    faces: ["b-0", "c-0"],
    people: ["person-0001", "person-0002"],
    similarity: Math.round(Math.cos((31 / 180) * Math.PI) * 1e6) / 1e6,
    why: "person-0001 (2 faces) and person-0002 (2 faces) look alike",
  });
  assert.deepEqual(others, []);
});

test("the face that fits its person least is suggested", async () => {
  const suggestions = await suggestionsFor(
    [face("a-0", 0), face("b-0", 1), face("c-0", 2), face("d-0", 40)],
    0.7,
  );
  assert.deepEqual(suggestions[0]?.faces, ["d-0", "c-0"]);
  assert.equal(suggestions[0]?.type, "different");
  const fit = [40, 39, 38].reduce((sum, angle) => sum + Math.cos((angle / 180) * Math.PI), 0) / 3;
  assert.ok(Math.abs(suggestions[0]!.similarity - fit) < 1e-5);
  assert.deepEqual(suggestions[0]?.people, ["person-0001", "person-0001"]);
});

test("two faces of one photo in one person come first; people on one photo are not taken for one", async () => {
  const twice = [
    face("a-0", 0, "p.jpg"),
    face("a-1", 3, "p.jpg"),
    face("b-0", 1),
    face("c-0", 30),
    face("d-0", 60),
  ];
  const [first] = await suggestionsFor(twice, 0.7);
  assert.equal(first?.why, "another face in the same photo is person-0001 too");
  const together = [face("a-0", 0, "p.jpg"), face("a-1", 30, "p.jpg")];
  assert.deepEqual(await suggestionsFor(together, 0.95), []);
});

test("what somebody decided is not asked again", async () => {
  const apart = [{ type: "different", faces: ["a-0", "d-0"] }];
  assert.deepEqual(
    (await suggestionsFor(FACES, 0.95, apart)).filter(({ type }) => type === "same"),
    [],
  );
  const named = [
    { type: "name", faces: ["a-0"], name: "Ann" },
    { type: "name", faces: ["d-0"], name: "Dee" },
  ];
  assert.deepEqual(
    (await suggestionsFor(FACES, 0.95, named)).filter(({ type }) => type === "same"),
    [],
  );
  const faces = [face("a-0", 0), face("b-0", 1), face("c-0", 40)];
  const settled = [{ type: "same", faces: ["a-0", "b-0", "c-0"] }];
  assert.deepEqual(await suggestionsFor(faces, 0.7, settled), []);
});

test("the number is bounded, and the order of arrival makes no difference", async () => {
  const random = seeded(5);
  const faces = Array.from({ length: 60 }, (_, i) => face(`${String(i).padStart(2, "0")}-0`, random() * 180));
  const all = await suggestionsFor(faces, 0.99, [], 1000);
  assert.ok(all.length > 10);
  assert.deepEqual(await suggestionsFor(faces, 0.99, [], 10), all.slice(0, 10));
  assert.deepEqual(await suggestionsFor([...faces].reverse(), 0.99, [], 10), all.slice(0, 10));
});

test("no faces, no suggestions", async () => assert.deepEqual(await suggestionsFor([], 0.5), []));

test("a shortlist keeps the lowest ranks, of equals the lowest keys", () => {
  const list = new Shortlist<number>(3);
  for (let i = 99; i >= 0; i--) list.add(i % 10, String(i).padStart(2, "0"), i);
  assert.deepEqual(list.items(), [0, 10, 20]);
  assert.equal(list.hasRoom(1), false);
});
