import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { alignFace, type RgbImage } from "../../../core/mod.ts";
import type { Embedder } from "../../../models/adapters/adapter.ts";
import { openEmbedder112 } from "../../../models/adapters/embedder112.ts";
import { openLandmarks68 } from "../../../models/adapters/landmarks68.ts";
import { openRfb320 } from "../../../models/adapters/rfb320.ts";
import { decodePhoto, defaultNetwork, NO_SHARED_DATA, sharedNetwork } from "../../tools/networks.ts";
import { paint } from "../../tools/pictures.ts";
import { sharedData } from "../../tools/shared_data.ts";

const people = sharedData("bbt", "people");
const arcface = sharedNetwork("w600k_mbf_int8.onnx", "embedder112");

/** The largest face of a photo, aligned. */
async function faceOf(path: string): Promise<RgbImage> {
  const image = await decodePhoto(path);
  const working = await decodePhoto(path, 640);
  const detector = await openRfb320(await defaultNetwork("detector"), { minScore: 0.3 });
  const finder = await openLandmarks68(await defaultNetwork("landmarks"));
  const side = ([x1, y1, x2, y2]: readonly number[]) => Math.max(x2! - x1!, y2! - y1!);
  const [face] = (await detector.detect(working)).sort((a, b) => side(b.bbox) - side(a.bbox));
  const landmarks = await finder.locate(working, face!.bbox);
  return alignFace(
    image,
    landmarks.map(([x, y]) => [(x * image.width) / working.width, (y * image.height) / working.height]),
  );
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

const PERSONS = ["sheldon", "leonard", "amy", "raj"];

/** Mean similarity of faces of one person, and of different people. */
async function similarities(embedder: Embedder): Promise<{ same: number; different: number }> {
  const faces: { person: string; vector: Float32Array }[] = [];
  for (const person of PERSONS) {
    for (const n of [1, 2, 3]) {
      const vector = await embedder.embed(await faceOf(join(people!, person, `${person}${n}.png`)));
      faces.push({ person, vector });
    }
  }
  const [same, different]: [number[], number[]] = [[], []];
  faces.forEach((a, i) => {
    for (const b of faces.slice(i + 1)) {
      (a.person === b.person ? same : different).push(cosine(a.vector, b.vector));
    }
  });
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { same: mean(same), different: mean(different) };
}

for (const [name, network] of [
  ["the default embedder", await defaultNetwork("embedder")],
  ["ArcFace", arcface],
] as const) {
  test(`${name} tells people apart`, { skip: network && people ? false : NO_SHARED_DATA }, async () => {
    const { same, different } = await similarities(await openEmbedder112(network!));
    assert.ok(same > 0.45, `same person ${same}`);
    assert.ok(different < 0.15, `different people ${different}`);
  });
}

test("vectors have 512 numbers and depend on nothing but the face", async () => {
  const embedder = await openEmbedder112(await defaultNetwork("embedder"));
  const face = paint(112, 112, (x, y, c) => (x * 2 + y + c * 40) % 256);
  const vector = Float32Array.from(await embedder.embed(face));
  await embedder.embed(paint(112, 112, () => 7));
  assert.equal(vector.length, 512);
  assert.deepEqual(await embedder.embed(face), vector);
});

test("a picture of another size is refused", async () => {
  const embedder = await openEmbedder112(await defaultNetwork("embedder"));
  await assert.rejects(embedder.embed(paint(96, 112, () => 0)), {
    code: "EXTRACTION_ERROR",
    message: "Cannot embed a face: expected 112 × 112 pixels, found 96 × 112",
  });
});
