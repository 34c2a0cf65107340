/** @module Which GPUs are tried, in which order, and why one is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { devicesFor, type GpuRequest } from "../../models/device.ts";
import { openAnalyzer } from "../../models/mod.ts";
import { defaultPack } from "../tools/networks.ts";

const AUTO: GpuRequest = { provider: "auto", batchSize: 8 };

test("auto tries what suits the platform", () => {
  const names = (platform: NodeJS.Platform) => devicesFor(AUTO, platform).map(({ provider }) => provider);
  assert.deepEqual(names("linux"), ["cuda", "tensorrt", "webgpu"]);
  assert.deepEqual(names("darwin"), ["coreml", "webgpu"]);
  assert.deepEqual(names("win32"), ["directml", "cuda", "webgpu"]);
});

test("a number of a device leaves out the providers that know only one", () => {
  const devices = devicesFor({ ...AUTO, index: 1 }, "linux");
  assert.deepEqual(
    devices.map(({ provider, index }) => [provider, index]),
    [
      ["cuda", 1],
      ["tensorrt", 1],
    ],
  );
  assert.throws(
    () => devicesFor({ provider: "webgpu", index: 0, batchSize: 8 }),
    /only cuda, tensorrt, directml do/,
  );
});

test("a GPU that is asked for and absent is an error with its reason, or the CPU where it is only preferred", async () => {
  const pack = await defaultPack();
  const absent = process.platform === "win32" ? "coreml" : "directml";
  const gpu: GpuRequest = { provider: absent, batchSize: 2 };
  const opening = openAnalyzer({ embedder: pack, workers: 1, gpu });
  await assert.rejects(opening, (error: Error & { exit?: number }) => {
    assert.equal(error.exit, 5);
    assert.match(error.message, /^Cannot use a GPU: Cannot use \w+: ONNX Runtime has no such provider for /);
    return true;
  });
  const analyzer = await openAnalyzer({ embedder: pack, workers: 1, gpu: { ...gpu, optional: true } });
  assert.equal(analyzer.device, undefined);
  assert.equal(analyzer.passedOver.length, 1);
  await analyzer.close();
});
