/**
 * Which shard a face lies on.
 * @module
 */
import type { Uint64 } from "../../../core/mod.ts";

const MASK = 0xffff_ffff_ffff_ffffn;

/**
 * The number of the shard of an id, 0 to `shards` − 1: the mixed id modulo the number of shards, so that
 * ids that are counted upwards spread evenly too. It is the same on every machine and for ever.
 *
 * Source of the mixing: the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014; variant 13 of Stafford).
 *
 * @example
 * ```ts
 * import { shardOfFace } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([0n, 1n, 2n, 3n, 2n ** 64n - 1n].map((id) => shardOfFace(id, 3)), [0, 1, 1, 2, 0]);
 * ```
 */
export function shardOfFace(id: Uint64, shards: number): number {
  let mixed = id;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
  mixed ^= mixed >> 31n;
  return Number(mixed % BigInt(shards));
}
