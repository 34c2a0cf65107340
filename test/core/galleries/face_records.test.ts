/** @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Face, faceRecord, galleriesOver, galleryFace, stableId } from "../../../core/mod.ts";
import { openSqliteStore } from "../../../formats/mod.ts";

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

test("a gallery keeps of a record what it does not keep elsewhere, and nothing that records cannot have", async () => {
  const store = await openSqliteStore(":memory:");
  const gallery = galleriesOver(store).client("local").gallery("family");
  await gallery.create();
  const { facts } = await gallery.add(1, record, { meta: {} });
  assert.deepEqual(facts, { faceId: record.faceId, path: record.path, bbox: record.bbox, score: 0.9 });
  for (const [field, value] of Object.entries({ mine: 5n, score: "high", path: 7 })) {
    const wrong = { code: "BAD_PARAM", param: field };
    await assert.rejects(gallery.add(2, { ...record, [field]: value } as never), wrong);
    const other = { ...galleryFace(record), facts: { [field]: value } };
    await assert.rejects(gallery.add(2, other as never), wrong);
  }
  const { embedder, embedding } = record as Required<Face>;
  const forged = { crop: "x", matches: 3, kind: "photo", personId: "7" } as never;
  assert.deepEqual((await gallery.add(3, { embedder, embedding, facts: forged } as never)).facts, {});
  await store.close();
});
