/**
 * Networks on WebGPU, through a software Vulkan: the same faces and vectors as on the CPU.
 * @module
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Face } from "../../core/mod.ts";
import { readRecords } from "../../formats/mod.ts";
import { sharedData } from "../tools/shared_data.ts";
import { scratch, sh } from "../tools/shell.ts";
import { inChunks } from "../tools/streams.ts";
import { NO_SWIFTSHADER, swiftshader } from "../tools/swiftshader.ts";

const driver = swiftshader();
const folder = scratch();

/** SwiftShader is some 500 times slower than a core; other tests run beside it. */
const LIMIT_MS = 10 * 60_000;

async function facesOf(file: string): Promise<Face[]> {
  const faces: Face[] = [];
  for await (const record of readRecords(inChunks(readFileSync(join(folder, file))))) {
    if (record.kind === "face") faces.push(record);
  }
  return faces;
}

describe("WebGPU", { skip: driver ? false : NO_SWIFTSHADER }, () => {
  test("detect --gpu webgpu finds the CPU's faces, and their vectors", { timeout: LIMIT_MS }, async () => {
    const photos = 'scan "$SAMPLES"/sample5.jpg "$SAMPLES"/sample6.jpg';
    const detect = "detect --keep-filtered --det-size 320x320";
    const local = await sh(`${photos} | ${detect} > cpu`, folder);
    assert.equal(local.rc, 0, local.stderr);
    const gpu = await sh(`${photos} | ${detect} --gpu webgpu --batch-size 2 > gpu`, folder, driver, LIMIT_MS);
    assert.equal(gpu.rc, 0, gpu.stderr);
    assert.match(gpu.stderr, /Networks run on webgpu, up to 2 pictures at a time/);
    const [expected, found] = [await facesOf("cpu"), await facesOf("gpu")];
    assert.ok(expected.length >= 3, `${expected.length} faces`);
    assert.deepEqual(
      found.map(({ faceId, embedder }) => [faceId, embedder]),
      expected.map(({ faceId, embedder }) => [faceId, embedder]),
    );
    for (const [i, face] of expected.entries()) {
      const other = found[i]!.embedding!;
      const cosine = face.embedding!.reduce((sum, value, k) => sum + value * other[k]!, 0);
      assert.ok(cosine >= 0.9999, `cosine ${cosine}`);
      // Records hold hundredths of a pixel; a landmark on the border between two may fall either way.
      for (const [side, at] of face.bbox!.entries()) assert.ok(Math.abs(at - found[i]!.bbox![side]!) <= 0.02);
    }
  });

  test("auto passes over a GPU that is a program, and says so", async () => {
    const { rc, stdout, stderr } = await sh('scan "$SAMPLES"/sample1.jpg | detect --gpu', folder, driver);
    assert.equal(rc, 5);
    assert.match(stderr, /Cannot use webgpu: it is \d+ times slower than the CPU: there is no GPU behind it/);
    assert.match(stdout, /"code":"NOT_FOUND".*"fatal":true/);
  });

  test("a network that would run partly on the CPU is refused with what would", async (t) => {
    const network = sharedData("weights", "w600k_mbf_int8.onnx");
    if (network === undefined) return t.skip("the evaluation data is absent");
    const pack = { name: "quantised", networks: { embedder: { file: "net.onnx", family: "embedder112" } } };
    writeFileSync(join(folder, "net.onnx"), readFileSync(network));
    writeFileSync(join(folder, "pack.json"), JSON.stringify(pack));
    const embed = "detect --no-embed | embed --model ./pack.json --gpu webgpu";
    const { rc, stderr } = await sh(`scan "$SAMPLES"/sample1.jpg | ${embed}`, folder, driver);
    assert.equal(rc, 5);
    assert.match(stderr, /net\.onnx on webgpu: it leaves operators to the CPU: 50 DynamicQuantizeLinear, /);
  });

  test("pictures of many sizes at once get their own results, through memory that is used again", async () => {
    const { rc, stdout, stderr } = await sh('node "$ROOT"/dist/test/tools/device_child.js', folder, driver);
    assert.equal(rc, 0, stderr);
    const runs: { levels: number[]; found: number[] }[] = JSON.parse(stdout);
    assert.equal(runs.length, 30);
    for (const { levels, found } of runs) {
      // Sums of up to 225 equal numbers, in single precision.
      for (const [i, level] of levels.entries())
        assert.ok(Math.abs(found[i]! - level) < 1e-5, `${found} ${levels}`);
    }
  });

  test("doctor shows it", async () => {
    const { rc, stdout } = await sh("facepipe doctor --json", folder, driver);
    assert.equal(rc, 0);
    const { providers } = JSON.parse(stdout).runtime;
    assert.equal(providers.find(({ name }: { name: string }) => name === "webgpu").state, "software");
  });
});
