import assert from "node:assert/strict";
import { test } from "node:test";
import { type Face, GroupedFaces, groupFaces, type Suggestion, suggestReviews } from "../../../core/mod.ts";
import { faceVectors } from "../../tools/face_vectors.ts";
import { run } from "../../tools/stages.ts";

test("near misses of a grouping that is read again are those that grouping itself suggests", async () => {
  const { data, dimension, count } = faceVectors(80, 25, 64, 5);
  const faces = Array.from({ length: count }, (_, row): Face => {
    const embedding = data.slice(row * dimension, (row + 1) * dimension);
    return { kind: "face", faceId: `f${String(row).padStart(2, "0")}-0`, embedding };
  });
  for (const threshold of [0.35, "auto"] as const) {
    let expected: Suggestion[] = [];
    const inspect = async (decided: Parameters<typeof suggestReviews>[0]) => {
      expected = await suggestReviews(decided, 20);
    };
    const grouped = new GroupedFaces();
    for (const record of await run(groupFaces({ threshold, inspect }), faces)) {
      if (record.kind === "face") grouped.add(record);
    }
    assert.ok(expected.length > 0);
    assert.deepEqual(await grouped.suggest({ limit: 20, threshold }), expected);
  }
});
