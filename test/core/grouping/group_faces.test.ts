import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Face,
  type FaceRecord,
  type GroupOptions,
  groupFaces,
  newReport,
  plainBlocks,
  runStage,
} from "../../../core/mod.ts";
import { clusteredVectors, seeded, shuffled } from "../../tools/random_vectors.ts";
import { run, streamOf } from "../../tools/stages.ts";

function face(faceId: string, ...vector: number[]): Face {
  return {
    kind: "face",
    faceId,
    path: `${faceId}.jpg`,
    embedder: "e@1",
    embedding: Float32Array.from(vector),
  };
}

function group(records: readonly FaceRecord[], options: GroupOptions = {}): Promise<FaceRecord[]> {
  return run(groupFaces(options), records);
}

/** Person and score of each face of a stream. */
function people(records: readonly FaceRecord[]): unknown[] {
  return records.filter((r) => r.kind === "face").map((r) => [r.faceId, r.person, r.personScore]);
}

test("the largest cluster comes first, and a score is the mean similarity to the others", async () => {
  const records = await group(
    [
      face("d", 0, 0, 1),
      face("a", 0.6, 0.8, 0),
      face("c", 1, 0, 0),
      face("b", 0.8, 0.6, 0),
      face("e", 0, 0.1, 1),
    ],
    { threshold: 0.5 },
  );
  // a·b = 0.96, a·c = 0.6, b·c = 0.8; d·e = 1 / √1.01.
  assert.deepEqual(people(records), [
    ["d", "person-0002", 0.995037],
    ["a", "person-0001", 0.78],
    ["c", "person-0001", 0.7],
    ["b", "person-0001", 0.88],
    ["e", "person-0002", 0.995037],
  ]);
});

test("equally large clusters come in the order of their lowest face; a single face has no score", async () => {
  const records = await group([face("c", 0, 1, 0), face("b", 1, 0, 0), face("a", 0, 0, 1)]);
  assert.deepEqual(people(records), [
    ["c", "person-0003", undefined],
    ["b", "person-0002", undefined],
    ["a", "person-0001", undefined],
  ]);
});

test("names grow with the number of people", async () => {
  const faces = Array.from({ length: 10_001 }, (_, i) => {
    const angle = (i * 2 * Math.PI) / 10_001;
    return face(String(i).padStart(6, "0"), Math.cos(angle), Math.sin(angle));
  });
  const records = await group(faces, { threshold: 1 });
  assert.deepEqual(people(records.slice(0, 1))[0], ["000000", "person-00001", undefined]);
});

test("everything else passes, in place and unchanged", async () => {
  const photo: FaceRecord = { kind: "photo", path: "a.jpg", faces: 1 };
  const failure: FaceRecord = { kind: "error", stage: "detect", code: "EXTRACTION_ERROR", reason: "Cannot" };
  const known = { ...face("a", 0.6, 0.8), extra: [1, { two: 2 }], score: 0.5 };
  const embedding = Float32Array.of(3, 4);
  const records = await group([photo, { ...known, embedding }, failure]);
  assert.deepEqual(records, [photo, { ...known, embedding, person: "person-0001" }, failure]);
});

test("what came in is not written to, and an earlier person is replaced", async () => {
  const before = { ...face("a", 1, 0), person: "old", personScore: 0.3 };
  const copy = structuredClone(before);
  const records = await group([before]);
  assert.deepEqual(before, copy);
  assert.deepEqual(people(records), [["a", "person-0001", undefined]]);
});

test("a face that comes twice counts once, and both records get its person", async () => {
  const records = await group(
    [face("b", 0, 1), face("a", 1, 0), face("b", 0, 1), face("b", 0, 1), face("c", 1, 0.1)],
    { threshold: 0.9 },
  );
  assert.deepEqual(people(records), [
    ["b", "person-0002", undefined],
    ["a", "person-0001", 0.995037],
    ["b", "person-0002", undefined],
    ["b", "person-0002", undefined],
    ["c", "person-0001", 0.995037],
  ]);
});

test("small differences between two records of a face keep both vectors and either order", async () => {
  const faces = [face("a", 1, 0.01), face("b", 0.5, Math.sqrt(0.75)), face("a", 1, 0)];
  const records = await group(faces, { threshold: 0.50005 });
  assert.deepEqual(
    records.map((r) => r.kind === "face" && r.embedding),
    faces.map((f) => f.embedding),
  );
  assert.deepEqual(
    people(await group(faces.toReversed(), { threshold: 0.50005 })),
    people(records).toReversed(),
  );
});

test("one id for different faces is refused", async () => {
  await assert.rejects(group([face("a", 1, 0), face("a", 0, 1)]), {
    exit: 4,
    message:
      "Cannot read records: face a of a.jpg, field embedding: the face comes twice, with different vectors",
  });
});

test("neither the order of arrival nor the product changes anything, ties and duplicates included", async () => {
  const random = seeded(11);
  const faces: Face[] = [];
  const { data } = clusteredVectors(random, 60, 8, 9, 0.7);
  for (let i = 0; i < 60; i++) faces.push(face(`r${i}`, ...data.subarray(i * 8, i * 8 + 8)));
  for (let i = 0; i < 12; i++) faces.push(face(`d${i}`, ...data.subarray(0, 8)));
  for (let i = 0; i < 40; i++) {
    faces.push(face(`t${i}`, 1, ...Array.from({ length: 7 }, () => Math.floor(random() * 3) - 1)));
  }
  const expected = new Map(people(await group(faces)).map((row) => [(row as string[])[0], row]));
  for (let round = 0; round < 20; round++) {
    for (const row of people(await group(shuffled(random, faces)))) {
      assert.deepEqual(row, expected.get((row as string[])[0]));
    }
  }
});

test("vectors of different embedders are refused, with both ids and the first face of the second", async () => {
  const other = { ...face("b", 1, 0), embedder: "f@2" };
  await assert.rejects(group([face("a", 1, 0), other, { ...other, faceId: "c" }]), {
    exit: 4,
    code: "MALFORMED_REQUEST",
    message:
      "Cannot read records: face b of b.jpg, field embedder: it is f@2, but e@1 in the faces before; " +
      "vectors of different embedders cannot be compared",
  });
  const { embedder: _, path: __, ...unnamed } = face("d", 1, 0);
  await assert.rejects(group([face("a", 1, 0), unnamed]), /face d, field embedder: it is missing, but e@1/);
});

test("vectors of different lengths are refused", async () => {
  await assert.rejects(group([face("a", 1, 0), face("b", 1, 0, 0)]), {
    exit: 4,
    message:
      "Cannot read records: face b of b.jpg, field embedding: the vector has 3 numbers, but 2 in the faces before",
  });
});

test("vectors without direction are refused", async () => {
  for (const vector of [[], [0, 0], [1, Number.NaN], [Number.POSITIVE_INFINITY, 0]]) {
    await assert.rejects(group([face("a", ...vector)]), /the vector is empty, zero or not finite/);
  }
});

test("faces that all lack a vector are an error that says what to do", async () => {
  const { embedding: _, ...bare } = face("a", 1, 0);
  await assert.rejects(group([bare, { ...bare, faceId: "b" }]), {
    exit: 4,
    code: "MALFORMED_REQUEST",
    message: "Cannot group 2 faces: none has an embedding; pass them through embed first",
  });
});

test("a face without a vector among others fails for itself, once, and loses its old person", async () => {
  const { embedding: _, ...bare } = face("b", 1, 0);
  const report = newReport();
  const records: FaceRecord[] = [];
  const input = streamOf([{ ...bare, person: "old" }, face("a", 1, 0), bare]);
  for await (const record of runStage("group", groupFaces(), input, report)) records.push(record);
  assert.deepEqual(records.slice(0, 2), [
    bare,
    {
      kind: "error",
      stage: "group",
      faceId: "b",
      path: "b.jpg",
      code: "EXTRACTION_ERROR",
      reason: "Cannot group face b: it has no embedding",
      param: "embedding",
    },
  ]);
  assert.deepEqual(people(records), [
    ["b", undefined, undefined],
    ["a", "person-0001", undefined],
    ["b", undefined, undefined],
  ]);
  assert.deepEqual([report.faces, report.errors], [3, 1]);
});

test("faces that a filter rejects are grouped like any other", async () => {
  const rejected: Face = { ...face("c", 1, 0), filtered: "blur-threshold" };
  const grouped = await group([face("b", 1, 0), rejected]);
  assert.deepEqual(
    grouped.map((record) => record.kind === "face" && record.person),
    ["person-0001", "person-0001"],
  );
});

test("a face that failed before earns no second error", async () => {
  const { embedding: _, ...bare } = face("b", 1, 0);
  const failure: FaceRecord = {
    kind: "error",
    stage: "embed",
    faceId: "b",
    code: "EXTRACTION_ERROR",
    reason: "Cannot embed face b: the photo is gone",
  };
  assert.deepEqual(await group([bare, failure]), [bare, failure]);
});

test("a record without a vector shares the person of another record of the face", async () => {
  const { embedding: _, ...bare } = face("a", 1, 0);
  assert.deepEqual(people(await group([bare, face("a", 1, 0)])), [
    ["a", "person-0001", undefined],
    ["a", "person-0001", undefined],
  ]);
});

test("no faces are no error", async () => {
  assert.deepEqual(await group([]), []);
  assert.deepEqual(await group([{ kind: "photo", path: "a.jpg" }]), [{ kind: "photo", path: "a.jpg" }]);
});

test("options out of range are refused at once", () => {
  for (const threshold of [-0.1, 1.1, Number.NaN]) {
    assert.throws(() => groupFaces({ threshold }), { exit: 2, param: "threshold" });
  }
  assert.throws(() => groupFaces({ method: "ward" as "average" }), { exit: 2, param: "method" });
});

test("a faster product is opened for many faces only, and closed even when it fails", async () => {
  let opened = 0;
  let closed = 0;
  const openBlocks = async () => {
    opened++;
    return {
      multiply: () => Promise.reject(new Error("out of order")),
      search: () => Promise.reject(new Error("out of order")),
      close: async () => {
        closed++;
      },
    };
  };
  await group([face("a", 1, 0), face("b", 0, 1)], { openBlocks });
  assert.equal(opened, 0);
  const { data } = clusteredVectors(seeded(12), 700, 512, 700, 0);
  const many = Array.from({ length: 700 }, (_, i) => face(`${i}`, ...data.subarray(i * 512, i * 512 + 512)));
  await assert.rejects(group(many, { openBlocks }), /out of order/);
  assert.deepEqual([opened, closed], [1, 1]);
  assert.equal(new Set(people(await group(many, { openBlocks: async () => plainBlocks() }))).size, 700);
});
