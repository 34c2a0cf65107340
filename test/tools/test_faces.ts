/**
 * Faces that follow from their id, so that another process can tell whether one is whole.
 * @module
 */
import type { NewFace } from "../../core/mod.ts";
import { randomVector, seeded } from "./random_vectors.ts";

/** Length of the vectors. */
export const DIMENSIONS = 128;

/** The face of an id. */
export function testFace(id: bigint): NewFace {
  const vector = randomVector(seeded(Number(id % 0x7fff_ffffn)), DIMENSIONS);
  const length = Math.hypot(...vector);
  const embedding = Float32Array.from(vector, (value) => value / length);
  const crop = Uint8Array.from({ length: 500 }, (_, i) => Number(id % 251n) ^ i);
  const facts = { path: `photo-${id}.jpg`, crop };
  const meta = { name: `person ${id % 7n}`, number: Number(id % 1_000_003n), tags: [`t${id % 3n}`, "all"] };
  return { id, source: { embedder: "tiny@0123456789ab", embedding, ...facts } as NewFace["source"], meta };
}
