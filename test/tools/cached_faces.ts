/**
 * Faces that follow from a number, with all kinds of values, for tests of the cache.
 * @module
 */
import { createHash } from "node:crypto";
import type { Face } from "../../core/mod.ts";
import { randomVector, seeded } from "./random_vectors.ts";

/** The content hash of the photo with that number. */
export function shaOf(number: number): string {
  return createHash("sha256").update(`photo ${number}`).digest("hex");
}

/** Its faces: one for each unit of the number's remainder by three. */
export function cachedFaces(number: number): Face[] {
  const random = seeded(number + 1);
  return Array.from({ length: number % 3 }, (_, i) => ({
    kind: "face" as const,
    faceId: `${shaOf(number).slice(0, 16)}-${i}`,
    bbox: [1.25, 2, 3.5, 4.125] as [number, number, number, number],
    score: 0.1 + 0.2,
    features: { age: 31.5, emotions: { happy: 0.25 } },
    embedder: "tiny@0123456789ab",
    embedding: unit(randomVector(random, 16)),
    crop: Uint8Array.from({ length: 40 }, (_, at) => (number + at) % 256),
  }));
}

function unit(vector: ArrayLike<number>): Float32Array {
  const values = Array.from(vector);
  return Float32Array.from(values, (value) => value / Math.hypot(...values));
}
