/** @module Which known word was meant. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestWord, typingMistakes } from "../../core/mod.ts";

test("mistakes are letters that are wrong, missing, too many or swapped", () => {
  assert.equal(typingMistakes("threshold", "threshold"), 0);
  assert.equal(typingMistakes("treshold", "threshold"), 1);
  assert.equal(typingMistakes("thresholdd", "threshold"), 1);
  assert.equal(typingMistakes("thershold", "threshold"), 1);
  assert.equal(typingMistakes("", "abc"), 3);
  // By hand: kitten, sitten, sittin, sitting.
  assert.equal(typingMistakes("kitten", "sitting"), 3);
});

test("the nearest word is one with few mistakes, or the only one that begins so", () => {
  const known = ["min-face-size", "min-face-ratio", "min-confidence", "mode"];
  assert.equal(nearestWord("min-face-szie", known), "min-face-size");
  assert.equal(nearestWord("min-con", known), "min-confidence");
  assert.equal(nearestWord("min-face", known), undefined, "two begin so");
  assert.equal(nearestWord("mdoe", known), "mode");
  assert.equal(nearestWord("xyz", known), undefined);
  assert.equal(nearestWord("", known), undefined);
});
