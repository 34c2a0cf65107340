/**
 * Accuracy of the default models on labelled photos, through the commands.
 * @module
 */
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readRecords } from "../../formats/mod.ts";
import { openOnnxBlocks } from "../../models/mod.ts";
import { sharedData } from "../tools/shared_data.ts";
import { scratch, sh } from "../tools/shell.ts";
import { tenRuns } from "../tools/ten_runs.ts";

const folder = scratch();
const MINUTES = 60_000;

/** Runs a command that prints one JSON object. */
// biome-ignore lint/suspicious/noExplicitAny: each measure has a shape of its own
async function measure(script: string, env: Record<string, string>, limit = 2 * MINUTES): Promise<any> {
  const { rc, stdout, stderr } = await sh(script, folder, env, limit);
  assert.equal(rc, 0, stderr);
  assert.match(stdout, /^\{.*\}\n$/);
  return JSON.parse(stdout);
}

test("eval boxes: all faces of dlib's test photos are found, with at most two extra", async (t) => {
  const BOXES = sharedData("boxes");
  if (!BOXES) return t.skip("the shared data is not here");
  const metrics = await measure(
    'facepipe eval boxes --labels "$BOXES/testing.xml" --images "$BOXES" --json',
    { BOXES },
  );
  assert.deepEqual([metrics.labelled, metrics.found, metrics.recall], [25, 25, 1]);
  assert.ok(metrics.extra <= 2, `${metrics.extra} extra`);
});

test("eval groups: web photos of three athletes", async (t) => {
  const ATHLETES = sharedData("athletes");
  if (!ATHLETES) return t.skip("the shared data is not here");
  const script = 'facepipe eval groups --images "$ATHLETES" --threshold 0.3 --main-face largest --json';
  const metrics = await measure(script, { ATHLETES });
  assert.ok(metrics.bcubed.f >= 0.8, `B-cubed F ${metrics.bcubed.f}`);
  assert.deepEqual([metrics.people, metrics.faces], [3, 239]);
});

test("eval pairs and eval groups: Labeled Faces in the Wild", { timeout: 10 * MINUTES }, async (t) => {
  const LFW = sharedData("lfw-dev");
  if (!LFW) return t.skip("the shared data is not here");
  const FACES = join(folder, "lfw.ndjson");
  const off =
    "--min-face-size 0 --min-confidence 0 --min-face-ratio 0 --foreground-ratio 0 --blur-threshold 0";
  const detected = await sh(
    `scan "$LFW/images" | detect ${off} > "$FACES"`,
    folder,
    { LFW, FACES },
    9 * MINUTES,
  );
  assert.equal(detected.rc, 0, detected.stderr);
  const script =
    'facepipe eval pairs --pairs "$LFW/pairs.csv" --images "$LFW/images" --faces "$FACES" --json';
  const pairs = await measure(script, { LFW, FACES });
  assert.equal(pairs.pairs, 3024);
  assert.ok(pairs.accuracy >= 0.994, `accuracy ${pairs.accuracy}`);
  assert.ok(pairs.tar["1e-3"] >= 0.99, `TAR ${pairs.tar["1e-3"]} at FAR 1e-3`);
  const groups = await measure('facepipe eval groups --threshold 0.5 --json < "$FACES"', { FACES });
  assert.deepEqual([groups.faces, groups.people], [6922, 2879]);
  assert.ok(groups.bcubed.f >= 0.982, `B-cubed F ${groups.bcubed.f}`);
  for (const threshold of [0.5, "auto"] as const) {
    const options = { threshold, openBlocks: openOnnxBlocks };
    const { once, ten } = await tenRuns(readRecords(createReadStream(FACES)), options);
    assert.ok(Math.abs(ten - once) <= 0.003, `${threshold}: B-cubed F ${once} in one run, ${ten} in ten`);
  }
});
