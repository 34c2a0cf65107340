/**
 * Breaks ties between equally similar pairs by the ids of the faces, by the smallest change to the
 * similarities that makes every tie go one way (simulation of simplicity, Edelsbrunner and Mücke,
 * ACM Transactions on Graphics 9(1), 1990).
 *
 * Each face has a weight drawn from its id, and a pair's similarity grows by the product of the
 * two weights. That is one more coordinate for each vector, so whatever holds for sums of vectors
 * still holds, and every clustering method that sees these numbers resolves ties alike.
 * @module
 */

/** Upper limit of what a tie break adds to a similarity. Below the rounding error of float32 vectors. */
export const TIE_BREAK_LIMIT = 2 ** -24;

/** Weights have to be a little over 0, so that rounding cannot push a mean below the threshold it equals. */
const SCALE = 2 ** -13;

/** The weight of a face: its coordinate besides the embedding, 2^-13 to 2^-12. */
export function tieWeight(faceId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < faceId.length; i++) hash = Math.imul(hash ^ faceId.charCodeAt(i), 0x01000193);
  return SCALE * (1 + scramble(hash) / 2 ** 32);
}

/** Spreads similar numbers over the whole range (the finalizer of MurmurHash3, public domain). */
function scramble(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
