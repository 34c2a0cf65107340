import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { boxArea, type DetectedFace, iou, placeBox, type RgbImage } from "../../../core/mod.ts";
import { readBoxes } from "../../../formats/mod.ts";
import type { Detector } from "../../../models/adapters/adapter.ts";
import { openRfb320 } from "../../../models/adapters/rfb320.ts";
import { openScrfd } from "../../../models/adapters/scrfd.ts";
import { openYunet } from "../../../models/adapters/yunet.ts";
import type { LoadedNetwork } from "../../../models/mod.ts";
import {
  decodePhoto,
  defaultNetwork,
  NO_SHARED_DATA,
  SAMPLE_PATHS,
  sharedNetwork,
} from "../../tools/networks.ts";
import { paint } from "../../tools/pictures.ts";
import { sharedData } from "../../tools/shared_data.ts";

/** How many faces each sample photo shows, by eye. */
const FACES = [3, 3, 3, 4, 5, 4];

const yunet = sharedNetwork("face_detection_yunet_2023mar.onnx", "yunet");
const scrfd = sharedNetwork("scrfd_2.5g_bnkps.onnx", "scrfd");

interface Candidate {
  readonly name: string;
  readonly network: LoadedNetwork | undefined;
  readonly open: (network: LoadedNetwork, options?: { minScore?: number }) => Promise<Detector>;
  readonly landmarks: boolean;
}

const CANDIDATES: readonly Candidate[] = [
  { name: "RFB-320", network: await defaultNetwork("detector"), open: openRfb320, landmarks: false },
  { name: "YuNet", network: yunet, open: openYunet, landmarks: true },
  { name: "SCRFD", network: scrfd, open: openScrfd, landmarks: true },
];

/** A picture of `width` × `height` with `image` at `x`, `y` on grey. */
function onCanvas(image: RgbImage, width: number, height: number, x: number, y: number): RgbImage {
  const canvas = paint(width, height, () => 128);
  for (let row = 0; row < image.height; row++) {
    const line = image.data.subarray(row * image.width * 3, (row + 1) * image.width * 3);
    canvas.data.set(line, ((y + row) * width + x) * 3);
  }
  return canvas;
}

/** Whether five points lie as in a face that is not upside down: in its box, eyes above the mouth. */
function landmarksMakeSense({ bbox, landmarks }: DetectedFace): boolean {
  const [left, right, nose, mouthLeft, mouthRight] = landmarks!;
  const inside = nose![0] > bbox[0] && nose![0] < bbox[2] && nose![1] > bbox[1] && nose![1] < bbox[3];
  return inside && left![1] + right![1] < mouthLeft![1] + mouthRight![1] && left![0] < right![0];
}

for (const { name, network, open, landmarks } of CANDIDATES) {
  suite(name, { skip: network ? false : NO_SHARED_DATA }, async () => {
    const detector = network && (await open(network));

    test("finds the faces of the sample photos, and nothing else", async () => {
      for (const [i, path] of SAMPLE_PATHS.entries()) {
        const faces = await detector!.detect(await decodePhoto(path, 640));
        assert.equal(faces.length, FACES[i], path);
        for (const face of faces) {
          assert.ok(face.detScore > 0.5 && face.detScore <= 1);
          assert.equal(face.landmarks !== undefined, landmarks);
          if (landmarks) assert.ok(landmarksMakeSense(face), `landmarks in ${path}`);
        }
      }
    });

    test("gives the same faces in the same order again, whatever it saw in between", async () => {
      const image = await decodePhoto(SAMPLE_PATHS[4]!, 640);
      const first = await detector!.detect(image);
      await detector!.detect(await decodePhoto(SAMPLE_PATHS[0]!, 200));
      assert.deepEqual(await detector!.detect(image), first);
      assert.deepEqual(
        first.map((face) => face.detScore),
        first.map((face) => face.detScore).sort((a, b) => b - a),
      );
    });

    test("stands pictures of a few pixels and of extreme shapes", async () => {
      for (const [width, height] of [
        [1, 1],
        [3, 700],
        [700, 2],
      ] as const) {
        assert.deepEqual(await detector!.detect(paint(width, height, () => 200)), []);
      }
    });

    test("finds a face wherever it lies in a picture, once", async () => {
      const small = await decodePhoto(SAMPLE_PATHS[3]!, 320);
      const [face] = await detector!.detect(small);
      for (const [x, y] of [
        [0, 0],
        [97, 51],
        [160, 120],
        [211, 200],
        [320, 240],
      ] as const) {
        const canvas = onCanvas(small, 640, 640, x, y);
        const found = (await detector!.detect(canvas)).filter(
          ({ bbox }) => iou(bbox, placeBox(face!.bbox, 1, x, y)) > 0.1,
        );
        assert.equal(found.length, 1, `${found.length} at ${x}, ${y}`);
        assert.ok(iou(found[0]!.bbox, placeBox(face!.bbox, 1, x, y)) > 0.6, `box at ${x}, ${y}`);
      }
    });

    test("a lower floor reports less likely faces too, a higher one does not hide any", async () => {
      const image = await decodePhoto(SAMPLE_PATHS[4]!, 640);
      const own = await detector!.detect(image);
      const lowered = await (await open(network!, { minScore: 0.05 })).detect(image);
      assert.ok(lowered.length > own.length);
      assert.deepEqual(await (await open(network!, { minScore: 0.99 })).detect(image), own);
    });
  });
}

test("the default detector finds all 25 labelled faces and at most 2 others", {
  skip: sharedData("boxes") ? false : NO_SHARED_DATA,
}, async () => {
  const folder = sharedData("boxes")!;
  const detector = await openRfb320(await defaultNetwork("detector"));
  let [labelled, hits, others] = [0, 0, 0];
  for (const [file, boxes] of await readBoxes(join(folder, "testing.xml"))) {
    const image = await decodePhoto(join(folder, file));
    const working = await decodePhoto(join(folder, file), 640);
    const scale = image.width / working.width;
    const found = (await detector.detect(working)).map(({ bbox }) => placeBox(bbox, scale));
    labelled += boxes.length;
    const matched = new Set(boxes.map((label) => found.findIndex((box) => iou(box, label.bbox) >= 0.4)));
    matched.delete(-1);
    hits += matched.size;
    others += found.length - matched.size;
    assert.ok(found.every((box) => boxArea(box) > 0));
  }
  assert.equal(labelled, 25);
  assert.equal(hits, 25);
  assert.ok(others <= 2, `${others} others`);
});

for (const { name, network, open } of CANDIDATES) {
  test(`${name} refuses a model of another family, saying what it expected`, {
    skip: network ? false : NO_SHARED_DATA,
  }, async () => {
    const wrong = await defaultNetwork("age");
    await assert.rejects(open(wrong), {
      code: "MALFORMED_REQUEST",
      exit: 5,
      message:
        /^Cannot use model fr_age\.onnx as .*: expected one input of 1 × 3 × .* and .*outputs.*, found input 1 × 3 × 64 × 64/,
    });
  });
}
