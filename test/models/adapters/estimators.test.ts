import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Box, RgbImage } from "../../../core/mod.ts";
import { openEmotions7 } from "../../../models/adapters/emotions7.ts";
import { openGenderage96 } from "../../../models/adapters/genderage96.ts";
import { openRfb320 } from "../../../models/adapters/rfb320.ts";
import { openSsrnetAge, openSsrnetGender } from "../../../models/adapters/ssrnet.ts";
import { decodePhoto, defaultNetwork, NO_SHARED_DATA, networkOf } from "../../tools/networks.ts";
import { meansModel } from "../../tools/onnx_model.ts";
import { paint } from "../../tools/pictures.ts";
import { sharedData } from "../../tools/shared_data.ts";

const emotions = sharedData("emotions");
const athletes = sharedData("athletes");

/** The photo, shrunk to 640 pixels, and its surest face. */
async function faceIn(path: string): Promise<{ image: RgbImage; box: Box } | undefined> {
  const detector = await openRfb320(await defaultNetwork("detector"));
  const image = await decodePhoto(path, 640);
  const [face] = await detector.detect(image);
  return face && { image, box: face.bbox };
}

test("five of seven posed emotions are seen", { skip: emotions ? false : NO_SHARED_DATA }, async () => {
  const estimator = await openEmotions7(await defaultNetwork("emotions"));
  let right = 0;
  for (const file of readdirSync(emotions!)) {
    const { image, box } = (await faceIn(join(emotions!, file)))!;
    const estimates = Object.entries((await estimator.estimate(image, box)).emotions!);
    assert.equal(estimates.length, 7);
    assert.ok(Math.abs(estimates.reduce((sum, [, p]) => sum + p, 0) - 1) < 1e-6);
    const [best] = estimates.sort((a, b) => b[1] - a[1]);
    if (file.startsWith(best![0])) right++;
  }
  assert.ok(right >= 5, `${right} of 7`);
});

test("gender is right for most photos of three athletes, and ages are those of adults", {
  skip: athletes ? false : NO_SHARED_DATA,
}, async () => {
  const gender = await openSsrnetGender(await defaultNetwork("gender"));
  const age = await openSsrnetAge(await defaultNetwork("age"));
  for (const [person, expected] of [
    ["lionel_messi", "male"],
    ["maria_sharapova", "female"],
    ["virat_kohli", "male"],
  ] as const) {
    let [right, seen] = [0, 0];
    const ages: number[] = [];
    const files = readdirSync(join(athletes!, person)).filter((file) => file.endsWith(".jpg"));
    for (const file of files.sort().slice(0, 16)) {
      const found = await faceIn(join(athletes!, person, file));
      if (!found) continue;
      seen++;
      const estimate = await gender.estimate(found.image, found.box);
      assert.ok(estimate.genderScore! >= 0 && estimate.genderScore! <= 1);
      if (estimate.gender === expected) right++;
      ages.push((await age.estimate(found.image, found.box)).age!);
    }
    assert.ok(right >= 0.7 * seen, `${person}: ${right} of ${seen}`);
    const median = ages.sort((a, b) => a - b)[ages.length >> 1]!;
    assert.ok(median > 18 && median < 50, `${person}: median age ${median}`);
  }
});

test("gender and age: the network is given RGB from 0 to 255 of a square 1.5 times the box", async () => {
  // The means of red, green and blue stand for the logits of female and male and the hundredth of the age.
  const estimator = await openGenderage96(networkOf("genderage.onnx", meansModel(96, 96), "genderage96"));
  const colours = [3, 1, 0.25];
  const image = paint(90, 90, (_x, _y, channel) => colours[channel]! * 4);
  const { age, gender, genderScore } = await estimator.estimate(image, [30, 30, 60, 50]);
  assert.ok(Math.abs(age! - 100) < 1e-3);
  assert.equal(gender, "female");
  assert.ok(Math.abs(genderScore! - 1 / (1 + Math.exp(8))) < 1e-6);
  // At the edge, part of the square lies outside the picture and is black.
  const corner = await estimator.estimate(image, [-10, 20, 20, 40]);
  assert.ok(Math.abs(corner.age! - 100 * (1 - 17.5 / 45)) < 1, `${corner.age}`);
});
