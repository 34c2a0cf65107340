/** @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Face, faceRecord, galleryFace, stableId } from "../../../core/mod.ts";

const record: Face = {
  kind: "face",
  faceId: "8b7b0ab03de6c50b-0",
  path: "photos/a.jpg",
  bbox: [1, 2, 3, 4],
  score: 0.9,
  embedder: "net@0123456789ab",
  embedding: Float32Array.of(0.6, 0.8),
  gallery: "family",
  id: "18446744073709551615",
  meta: { name: "Ann", age: 41, tags: ["a", "b"] },
  personId: "7",
  crop: Uint8Array.of(1, 2, 3),
};

test("a record comes back whole, fields that facepipe does not know included", () => {
  const odd = { ...record, mine: { x: [1, null] } } as Face;
  assert.deepEqual(faceRecord("family", galleryFace(odd)), odd);
});

test("a face without id gets one that follows from its face id", () => {
  const { id: _, ...fresh } = record;
  assert.equal(galleryFace(fresh).id, stableId(record.faceId));
});

test("stable ids differ and are positive signed integers", () => {
  const ids = new Set(Array.from({ length: 10_000 }, (_, i) => stableId(`8b7b0ab03de6c50b-${i}`)));
  assert.equal(ids.size, 10_000);
  for (const id of ids) assert.ok(id >= 0n && id < 1n << 63n);
  // Half of the bits differ where one letter does, as of a good hash.
  const bits = (stableId("a-0") ^ stableId("a-1")).toString(2).replaceAll("0", "").length;
  assert.ok(bits > 16 && bits < 48, String(bits));
});

test("a face without vector cannot be taken over", () => {
  const { embedding: _, ...bare } = record;
  assert.throws(() => galleryFace(bare), { code: "EXTRACTION_ERROR", param: "embedding" });
  assert.throws(() => galleryFace({ ...record, id: "-1" }), { code: "BAD_PARAM" });
});
