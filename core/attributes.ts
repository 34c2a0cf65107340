/**
 * From the outputs of attribute networks to age, gender and emotions. All of them are rough
 * estimates.
 * @module
 */

/** Softmax of some logits: probabilities that add up to 1. */
export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** What one stage of an SSR-Net reports. */
export interface SsrStage {
  /** Probability of each bin. */
  readonly probabilities: ArrayLike<number>;
  /** Shift of each bin, in bins. */
  readonly offsets: ArrayLike<number>;
  /** By how much the bins are wider than they were laid out, relative. */
  readonly stretch: number;
}

/**
 * The value that the stages of an SSR-Net add up to, relative to the range of what it estimates:
 * each stage refines the bin that the stage before it chose.
 *
 * Source: Yang et al., "SSR-Net: a compact soft stagewise regression network for age estimation",
 * IJCAI 2018, equation 3.
 *
 * @example
 * ```ts
 * import { ssrValue } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const stage = { probabilities: [0, 1], offsets: [0, 0], stretch: 0 };
 * assert.equal(ssrValue([stage, stage]), 1 / 2 + 1 / 4);
 * ```
 */
export function ssrValue(stages: readonly SsrStage[]): number {
  let value = 0;
  let width = 1;
  for (const { probabilities, offsets, stretch } of stages) {
    width /= probabilities.length * (1 + stretch);
    let bin = 0;
    for (let i = 0; i < probabilities.length; i++) bin += probabilities[i]! * (i + offsets[i]!);
    value += bin * width;
  }
  return value;
}

/** Gender and age as estimated by a network. */
export interface GenderAge {
  /** Years. */
  readonly age: number;
  readonly gender: "male" | "female";
  /** How male, 0 to 1. */
  readonly genderScore: number;
}

/** Decodes the three outputs of InsightFace's gender-and-age network: logits of female and male, age / 100. */
export function decodeGenderAge(outputs: ArrayLike<number>): GenderAge {
  const [, male] = softmax([outputs[0]!, outputs[1]!]);
  return { age: outputs[2]! * 100, gender: male! > 0.5 ? "male" : "female", genderScore: male! };
}
