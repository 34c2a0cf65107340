/**
 * A tiny model, one convolution, to see whether a provider runs at all, and how fast.
 * @module
 */
import { floatInfo, floats, onnxModel, onnxNode } from "./build_model.ts";

const CHANNELS = 32;
const SIDE = 64;
const KERNEL = 3;

/** Sides of its input. */
export const PROBE_SIDES: readonly number[] = [1, CHANNELS, SIDE, SIDE];

/** Its bytes: 75 million multiplications and additions a run. */
export function probeModel(): Uint8Array {
  const sides = [CHANNELS, CHANNELS, KERNEL, KERNEL];
  const weights = Float32Array.from({ length: CHANNELS ** 2 * KERNEL ** 2 }, (_, i) => Math.sin(i) / 16);
  return onnxModel({
    nodes: [onnxNode("Conv", ["x", "w"], "y", { pads: [1, 1, 1, 1] })],
    constants: [floats("w", sides, weights)],
    inputs: [floatInfo("x", ...PROBE_SIDES)],
    outputs: [floatInfo("y", ...PROBE_SIDES)],
  });
}
