import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { alignFace, type Face } from "../../core/mod.ts";
import { type OpenedPack, openAnalyzer, openPack } from "../../models/mod.ts";
import { decodePhoto, defaultNetwork, defaultPack, SAMPLE_PATHS } from "../tools/networks.ts";
import { noise } from "../tools/noise.ts";
import { meansModel } from "../tools/onnx_model.ts";
import { paint } from "../tools/pictures.ts";
import { scratch } from "../tools/shell.ts";

const ALL = ["age", "gender", "emotions"] as const;

/** A pack of the user's with these networks; `bytes` are written to the file. */
async function packOf(
  networks: Record<string, { file: string; family: string; bytes: Uint8Array }>,
): Promise<OpenedPack> {
  const folder = scratch();
  for (const { file, bytes } of Object.values(networks)) await writeFile(join(folder, file), bytes);
  const entries = Object.entries(networks).map(([role, { file, family }]) => [role, { file, family }]);
  const manifest = { name: "mine", networks: Object.fromEntries(entries) };
  await writeFile(join(folder, "pack.json"), JSON.stringify(manifest));
  return openPack(folder, { fetchIfMissing: false });
}

/** Everything that the default pack says about two photos. */
async function everything(workers: number): Promise<unknown> {
  const pack = await defaultPack();
  const analyzer = await openAnalyzer({
    detector: pack,
    embedder: pack,
    features: { pack, wanted: ALL },
    workers,
  });
  const results = SAMPLE_PATHS.slice(3, 5).map(async (path) => {
    const image = await decodePhoto(path, 640);
    const faces = await analyzer.detector!.get(image);
    const boxes = faces.map((face) => face.bbox);
    const aligned = faces.map(({ landmarks }, i) => ({
      image: alignFace(image, landmarks!),
      face: { kind: "face", faceId: `${i}` } satisfies Face,
    }));
    return {
      faces,
      vectors: await analyzer.embedder!.embed(aligned),
      estimates: await analyzer.features!.estimate(image, boxes, ALL),
    };
  });
  const all = await Promise.all(results);
  await analyzer.close();
  return all;
}

test("results do not depend on the number of threads", async () => {
  const one = (await everything(1)) as { faces: unknown[]; vectors: Float32Array[]; estimates: unknown[] }[];
  assert.deepEqual(
    one.map(({ faces }) => faces.length),
    [4, 5],
  );
  assert.deepEqual(
    one.map(({ vectors }) => vectors.length),
    [4, 5],
  );
  assert.deepEqual(
    one.map(({ estimates }) => estimates.length),
    [4, 5],
  );
  assert.deepEqual(await everything(3), one);
});

test("estimates hold what was asked for, in thousandths", async () => {
  const pack = await defaultPack();
  const analyzer = await openAnalyzer({ features: { pack, wanted: ["gender"] }, workers: 1 });
  const image = paint(200, 200, (x, y) => (x + y) / 2);
  const [estimate] = await analyzer.features!.estimate(image, [[50, 50, 150, 150]], ["gender"]);
  assert.deepEqual(Object.keys(estimate!), ["gender", "genderScore"]);
  assert.equal(estimate!.genderScore, Math.round((estimate!.genderScore as number) * 1000) / 1000);
  assert.deepEqual([analyzer.detector, analyzer.embedder], [undefined, undefined]);
  await analyzer.close();
});

test("ids name the pack and the network, and detection runs at the size asked for", async () => {
  const pack = await defaultPack();
  const analyzer = await openAnalyzer({ detector: pack, embedder: pack, workers: 1, detSize: [320, 240] });
  assert.equal(analyzer.detector!.id, "default@6c0256ccd316");
  assert.equal(analyzer.embedder!.id, "default@87aacdfe5751");
  assert.deepEqual(analyzer.detector!.inputSize, [320, 240]);
  await analyzer.close();
});

test("a picture whose bytes do not fit its size fails alone", async () => {
  const analyzer = await openAnalyzer({ detector: await defaultPack(), workers: 1 });
  const image = paint(64, 64, () => 100);
  await assert.rejects(analyzer.detector!.get({ ...image, width: 65 }), {
    code: "EXTRACTION_ERROR",
    exit: 3,
  });
  assert.deepEqual(await analyzer.detector!.get(image), []);
  await analyzer.close();
});

test("closing twice is closing once, and later work is refused", async () => {
  const analyzer = await openAnalyzer({ detector: await defaultPack(), workers: 2 });
  await Promise.all([analyzer.close(), analyzer.close()]);
  await assert.rejects(analyzer.detector!.get(paint(8, 8, () => 0)), {
    code: "EXTRACTION_ERROR",
    message: "Cannot analyse a picture: the worker threads were stopped",
  });
});

test("a file that is no model is named before any photo is read", async () => {
  const { bytes } = await defaultNetwork("embedder");
  for (const wrong of [
    noise(5000, "no model"),
    bytes.slice(0, 100_000),
    new TextEncoder().encode("<html>"),
  ]) {
    const embedder = await packOf({
      embedder: { file: "arcface.onnx", family: "embedder112", bytes: wrong },
    });
    await assert.rejects(openAnalyzer({ embedder, workers: 2 }), {
      code: "MALFORMED_REQUEST",
      exit: 5,
      message: /^Cannot load model arcface\.onnx: expected an ONNX model of family embedder112: /,
    });
  }
});

test("a model of another kind is named with what was expected and what it is", async () => {
  const bytes = meansModel(96, 96);
  const embedder = await packOf({ embedder: { file: "means.onnx", family: "embedder112", bytes } });
  await assert.rejects(openAnalyzer({ embedder, workers: 1 }), {
    exit: 5,
    message:
      /^Cannot use model means\.onnx as embedder112: expected one input of 1 × 3 × 112 × 112 and .*, found input 1 × 3 × 96 × 96 and outputs fc1 \(1 × 3\)$/,
  });
});

test("a pack without what is asked of it is named", async () => {
  const { bytes } = await defaultNetwork("detector");
  const pack = await packOf({ detector: { file: "fr_detect.onnx", family: "rfb320", bytes } });
  const expected = (message: string) => ({ exit: 5, message: `Cannot use model pack mine: ${message}` });
  await assert.rejects(openAnalyzer({ embedder: pack, workers: 1 }), expected("it has no embedder"));
  await assert.rejects(
    openAnalyzer({ features: { pack, wanted: ["age", "emotions"] }, workers: 1 }),
    expected("it has no network for age, emotions"),
  );
  await assert.rejects(
    openAnalyzer({ detector: pack, workers: 1 }),
    expected("its detector needs a network of landmarks"),
  );
});

test("a process that does not close its networks ends by itself, without a word", async () => {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const child = fileURLToPath(new URL(`../tools/analyzer_child.${extension}`, import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [child], { timeout: 60_000 });
  assert.deepEqual([stdout, stderr], ["3 3\n", ""]);
});
