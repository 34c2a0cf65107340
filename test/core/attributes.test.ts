import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeGenderAge, softmax, ssrValue } from "../../core/mod.ts";
import { largestDifference } from "../tools/pictures.ts";

test("softmax adds up to 1 and stands large logits", () => {
  assert.ok(largestDifference(softmax([0, Math.log(3)]), [0.25, 0.75]) < 1e-12);
  assert.deepEqual(softmax([1000, -1000]), [1, 0]);
});

test("the stages of an SSR-Net refine each other", () => {
  const first = { probabilities: [0.2, 0.5, 0.3], offsets: [0.1, -0.2, 0.4], stretch: 0.25 };
  const second = { probabilities: [0, 0, 1], offsets: [9, 9, -0.5], stretch: -0.5 };
  // First: (0.2·0.1 + 0.5·0.8 + 0.3·2.4) / (3·1.25); second: 1.5 / (3·1.25 · 3·0.5).
  assert.ok(Math.abs(ssrValue([first, second]) - (1.14 / 3.75 + 1.5 / 5.625)) < 1e-12);
});

test("InsightFace's outputs are logits of female and male and a hundredth of the age", () => {
  const man = decodeGenderAge([-1, 1, 0.34]);
  assert.equal(man.gender, "male");
  assert.ok(Math.abs(man.genderScore - 0.8807970779778823) < 1e-12);
  assert.ok(Math.abs(man.age - 34) < 1e-12);
  assert.equal(decodeGenderAge([2, -2, 0.5]).gender, "female");
});
