import assert from "node:assert/strict";
import { test } from "node:test";
import { iou } from "../../../core/mod.ts";
import { openLandmarks68 } from "../../../models/adapters/landmarks68.ts";
import { openRfb320 } from "../../../models/adapters/rfb320.ts";
import { openScrfd } from "../../../models/adapters/scrfd.ts";
import {
  decodePhoto,
  defaultNetwork,
  NO_SHARED_DATA,
  SAMPLE_PATHS,
  sharedNetwork,
} from "../../tools/networks.ts";

const scrfd = sharedNetwork("scrfd_2.5g_bnkps.onnx", "scrfd");

test("the five points lie where a stronger network sees them", {
  skip: scrfd ? false : NO_SHARED_DATA,
}, async () => {
  const [detector, finder, reference] = [
    await openRfb320(await defaultNetwork("detector")),
    await openLandmarks68(await defaultNetwork("landmarks")),
    await openScrfd(scrfd!),
  ];
  const errors: number[] = [];
  for (const path of SAMPLE_PATHS) {
    const image = await decodePhoto(path, 640);
    const known = await reference.detect(image);
    for (const { bbox } of await detector.detect(image)) {
      const expected = known.find((face) => iou(face.bbox, bbox) > 0.5)!.landmarks!;
      const found = await finder.locate(image, bbox);
      const [left, right] = [expected[0]!, expected[1]!];
      const eyes = Math.hypot(right[0] - left[0], right[1] - left[1]);
      found.forEach(([x, y], i) => {
        errors.push(Math.hypot(x - expected[i]![0], y - expected[i]![1]) / eyes);
      });
    }
  }
  // The two networks mark slightly different points, lids here and pupils there, and one face is a
  // profile whose eyes nearly coincide: the median tells more than the mean.
  const median = errors.sort((a, b) => a - b)[errors.length >> 1]!;
  assert.ok(median < 0.07, `median error of ${median} of the distance between the eyes`);
});
