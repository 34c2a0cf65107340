/**
 * Proof that a network computes the same in another form, or on another device, as its file does
 * on the CPU. Nothing runs on a GPU, or in batches, before it has been proven there.
 * @module
 */
import type { InferenceSession } from "onnxruntime-node";
import { type Outputs, rowOf } from "./batch_queue.ts";
import { runSession } from "./runtime.ts";

/** Different pictures in a proof: with two, an operator that mixes the rows of a batch shows. */
export const PROOF_ROWS = 2;

/** The order of summation may differ between one picture and several, nothing else. */
const SAME_DEVICE = 1e-4;

/**
 * GPUs multiply with 10-bit mantissas where they can; vectors at this distance still have a cosine
 * of 0.99995.
 */
const OTHER_DEVICE = 1e-2;

/** Pictures, and what the network's own file makes of each on the CPU. */
export interface Expectation {
  /** Sides of one picture: 1, channels, height, width. */
  readonly sides: readonly number[];
  readonly pictures: readonly Float32Array[];
  readonly outputs: readonly Outputs[];
}

/** Runs {@linkcode PROOF_ROWS} drawn pictures, waves with noise, through a session that takes one at a time. */
export async function expect(session: InferenceSession, sides: readonly number[]): Promise<Expectation> {
  const length = sides.reduce((product, side) => product * side, 1);
  const pictures = Array.from({ length: PROOF_ROWS }, (_, i) => drawn(length, sides.at(-1)!, i + 1));
  const outputs: Outputs[] = [];
  for (const picture of pictures) outputs.push(await runSession(session, picture, sides));
  return { sides, pictures, outputs };
}

/** Values from −1 to 1, the same on every machine. */
function drawn(length: number, width: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const wave = Math.sin((i % width) / (3 + seed)) * Math.cos(Math.floor(i / width) / (4 + seed));
    return 0.8 * wave + 0.2 * (state / 2 ** 31 - 1);
  });
}

/**
 * The largest difference of an output that a session of `rows` pictures makes, relative to the
 * values of all outputs (root mean squares, since one output alone may be close to 0); not a
 * number where an output has another length than expected.
 */
export async function difference(
  session: InferenceSession,
  rows: number,
  { sides, pictures, outputs }: Expectation,
): Promise<number> {
  const length = pictures[0]!.length;
  const data = new Float32Array(rows * length);
  for (let row = 0; row < rows; row++) data.set(pictures[row % PROOF_ROWS]!, row * length);
  const found = await runSession(session, data, [rows, ...sides.slice(1)]);
  let worst = 0;
  for (let row = 0; row < rows; row++) {
    const expected = outputs[row % PROOF_ROWS]!;
    const own = rowOf(found, row, rows);
    const scale = rootMeanSquare([...expected.values()].flatMap((values) => [...values]));
    for (const [name, values] of expected) worst = Math.max(worst, errorOf(values, own.get(name)) / scale);
  }
  return worst;
}

function errorOf(expected: Float32Array, found: Float32Array | undefined): number {
  if (found?.length !== expected.length) return Number.NaN;
  return rootMeanSquare(expected.map((value, i) => value - found[i]!));
}

function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length);
}

/** Whether a difference on the same device is one of rounding. */
export function isSame(difference: number): boolean {
  return difference <= SAME_DEVICE;
}

/** Whether a difference between devices is one of their precision. */
export function isSameElsewhere(difference: number): boolean {
  return difference <= OTHER_DEVICE;
}
