/** @module Options whose value may be left out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Runnable } from "../../cmds/command.ts";
import organize from "../../cmds/organize.ts";
import { parseArgs } from "../../cmds/parse.ts";

async function gpuOf(...argv: string[]): Promise<[gpu: unknown, input: unknown]> {
  const parsed = await parseArgs("facepipe organize", organize as Runnable, argv);
  assert.ok(parsed.ask === "run");
  const { gpu, _ } = parsed.values;
  return [gpu, (_ as { in: string[] }).in[0]];
}

test("--gpu alone is auto, wherever it stands, and eats no argument", async () => {
  assert.deepEqual(await gpuOf("photos"), [undefined, "photos"]);
  assert.deepEqual(await gpuOf("photos", "--gpu"), ["auto", "photos"]);
  assert.deepEqual(await gpuOf("--gpu", "photos"), ["auto", "photos"]);
  assert.deepEqual(await gpuOf("--gpu", "--dry-run", "photos"), ["auto", "photos"]);
});

test("--gpu takes the name of a provider", async () => {
  assert.deepEqual(await gpuOf("--gpu", "webgpu", "photos"), ["webgpu", "photos"]);
  assert.deepEqual(await gpuOf("--gpu=cuda", "photos"), ["cuda", "photos"]);
  // What follows -- is no option.
  assert.deepEqual(await gpuOf("--", "--gpu"), [undefined, "--gpu"]);
  await assert.rejects(gpuOf("--gpu=vulkan", "photos"), /expected one of auto, cuda, tensorrt/);
});
