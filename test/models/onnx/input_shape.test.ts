/** @module Networks made to take several pictures: the same results on real pictures, row by row. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cropImage, fillPlanes, type RgbImage } from "../../../core/mod.ts";
import type { LoadedNetwork } from "../../../models/mod.ts";
import { withInputShape } from "../../../models/onnx/input_shape.ts";
import { createSession, runSession } from "../../../models/runtime.ts";
import {
  decodePhoto,
  defaultNetwork,
  NO_SHARED_DATA,
  SAMPLE_PATHS,
  sharedNetwork,
} from "../../tools/networks.ts";
import { meansModel, onnxModel } from "../../tools/onnx_model.ts";

const ROWS = 3;

/** Parts of three sample photos, as a network reads them. */
async function realInput(channels: number, height: number, width: number): Promise<Float32Array> {
  const length = channels * height * width;
  const rows = new Float32Array(ROWS * length);
  for (const [row, path] of SAMPLE_PATHS.slice(0, ROWS).entries()) {
    const photo: RgbImage = await decodePhoto(path, 640);
    const part = cropImage(photo, [100, 50, 100 + 2 * width, 50 + 2 * height], width, height);
    const planes = new Float32Array(3 * height * width);
    fillPlanes(planes, width, height, part, { channels: "rgb", mean: 127, scale: 128 });
    rows.set(planes.subarray(0, length), row * length);
  }
  return rows;
}

/** The largest difference between runs of one picture and a run of all, relative to the largest value. */
async function largestDifference({ bytes }: LoadedNetwork, height = 0, width = 0): Promise<number> {
  const one = await createSession(bytes);
  const metadata = one.inputMetadata[0]!;
  assert.ok(metadata.isTensor);
  const [, channels = 0, h = height, w = width] = metadata.shape.map((side) =>
    typeof side === "number" ? side : undefined,
  );
  const data = await realInput(channels, h, w);
  const all = await createSession(withInputShape(bytes, [ROWS, channels, h, w]));
  const together = await runSession(all, data, [ROWS, channels, h, w]);
  const length = data.length / ROWS;
  let worst = 0;
  for (let row = 0; row < ROWS; row++) {
    const input = data.slice(row * length, (row + 1) * length);
    const outputs = await runSession(one, input, [1, channels, h, w]);
    const scale = Math.max(
      ...[...outputs.values()].map((v) => v.reduce((m, x) => Math.max(m, Math.abs(x)), 0)),
    );
    for (const [name, alone] of outputs) {
      const found = together.get(name)!.subarray(row * alone.length, (row + 1) * alone.length);
      assert.equal(found.length, alone.length, name);
      worst = alone.reduce((most, v, i) => Math.max(most, Math.abs(v - found[i]!) / scale), worst);
    }
  }
  return worst;
}

for (const role of ["detector", "landmarks", "embedder", "age", "gender", "emotions"] as const) {
  test(`the default pack's ${role} sees in three pictures what it sees in each`, async () => {
    // Rounding: sums of products may be taken in another order.
    assert.ok((await largestDifference(await defaultNetwork(role))) < 1e-5);
  });
}

test("so does YuNet, at its own size", async (t) => {
  const network = sharedNetwork("face_detection_yunet_2023mar.onnx", "yunet");
  if (!network) return t.skip(NO_SHARED_DATA);
  assert.ok((await largestDifference(network)) < 1e-5);
});

test("SCRFD, whose heads put the pictures of a batch between each other, does not", async (t) => {
  const network = sharedNetwork("scrfd_2.5g_bnkps.onnx", "scrfd");
  if (!network) return t.skip(NO_SHARED_DATA);
  assert.ok((await largestDifference(network, 320, 320)) > 0.1);
});

test("only stated sizes change: weights keep their bytes", () => {
  const model = meansModel(4, 2);
  const rewritten = withInputShape(model, [5, 3, 2, 4]);
  assert.deepEqual(Buffer.from(withInputShape(rewritten, [5, 3, 2, 4])), Buffer.from(rewritten));
});

test("a file that is no model with one input is refused", () => {
  assert.throws(() => withInputShape(Buffer.from("not a model"), [1]), RangeError);
  const noInput = onnxModel({ name: "a", sides: [1] }, [], []);
  assert.doesNotThrow(() => withInputShape(noInput, [2]));
});
