import assert from "node:assert/strict";
import { test } from "node:test";
import { type Face, FacesByPhoto, scorePairs } from "../../../core/mod.ts";

function face(faceId: string, ...vector: number[]): Face {
  return {
    kind: "face",
    faceId,
    path: `${faceId}.jpg`,
    embedder: "e@1",
    embedding: Float32Array.from(vector),
  };
}

const FACES = new Map([
  ["a", face("a", 3, 4)],
  ["b", face("b", 4, 3)],
  ["c", face("c", 1, 0)],
]);

test("pairs get the cosine of their faces, and nothing where a photo has no face", () => {
  const pairs = [
    { left: "a", right: "b", same: true },
    { left: "c", right: "a", same: false },
    { left: "a", right: "nobody", same: true },
    { left: "c", right: "c", same: true },
  ];
  const scored = scorePairs(pairs, FACES);
  assert.deepEqual(
    scored.map(({ same }) => same),
    [true, false, true, true],
  );
  const [first, second, third, fourth] = scored.map(({ similarity }) => similarity);
  assert.ok(Math.abs(first! - 0.96) < 1e-7);
  assert.ok(Math.abs(second! - 0.6) < 1e-7);
  assert.deepEqual([third, fourth], [undefined, 1]);
});

test("faces that cannot be compared are refused", () => {
  const { embedding: _, ...bare } = face("d", 1, 0);
  assert.throws(() => scorePairs([], new Map([...FACES, ["d", bare]])), {
    exit: 4,
    message: "Cannot compare face d of d.jpg: it has no embedding; pass the faces through embed first",
  });
  const other = { ...face("d", 1, 0), embedder: "f@2" };
  assert.throws(
    () => scorePairs([], new Map([...FACES, ["d", other]])),
    /field embedder: it is f@2, but e@1/,
  );
  assert.throws(() => scorePairs([], new Map([...FACES, ["d", face("d", 1)]])), { exit: 4 });
});

test("faces are gathered by photo, each once", () => {
  const gathered = new FacesByPhoto();
  const photo = { kind: "photo", path: "a.jpg" } as const;
  const a: Face = { kind: "face", faceId: "a-0", path: "a.jpg" };
  const lost: Face = { kind: "face", faceId: "x-0", sha256: "x" };
  const copy: Face = { ...a, path: "b.jpg" };
  for (const record of [a, photo, a, lost, copy]) gathered.add(record);
  assert.deepEqual(
    [...gathered.photos],
    [
      ["a.jpg", { faces: [a], photo }],
      ["x", { faces: [lost] }],
      ["b.jpg", { faces: [copy] }],
    ],
  );
});
