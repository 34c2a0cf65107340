/**
 * Accuracy of the default models on labelled photos, through the commands.
 * @module
 */
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import {
  DEFAULT_CALIBRATION,
  type Face,
  type GroupThreshold,
  groupFaces,
  groupMetrics,
  mainFaces,
} from "../../core/mod.ts";
import { readRecords } from "../../formats/mod.ts";
import { openOnnxBlocks } from "../../models/mod.ts";
import { checkPromisedRates } from "../tools/promised_rates.ts";
import { sharedData } from "../tools/shared_data.ts";
import { scratch, sh } from "../tools/shell.ts";
import { run } from "../tools/stages.ts";
import { ALBUM_KINDS, drawAlbum } from "../tools/sub_albums.ts";
import { tenRuns } from "../tools/ten_runs.ts";

const folder = scratch();
const MINUTES = 60_000;

/** Thresholds that a patient user may try. */
const FIXED = Array.from({ length: 51 }, (_, i) => (20 + i) / 100);

/** Compares the default with the best fixed threshold on 20 albums of 50 to 500 of the faces. */
async function checkSubAlbums(file: string): Promise<void> {
  const faces: Face[] = [];
  for await (const record of mainFaces("centre")(readRecords(createReadStream(file)))) {
    if (record.kind === "face") faces.push(record);
  }
  faces.sort((a, b) => (a.faceId < b.faceId ? -1 : 1));
  const labels = faces.map(({ path }) => basename(dirname(path!)));
  for (let seed = 1; seed <= 20; seed++) {
    const { name, faces: chosen } = drawAlbum(labels, seed, ALBUM_KINDS[(seed - 1) % 2]!);
    const album = chosen.map((i) => faces[i]!);
    const score = async (threshold: GroupThreshold) => {
      const grouped = await run(groupFaces({ threshold }), album);
      return groupMetrics(
        grouped.map((face, i) => ({ label: labels[chosen[i]!]!, cluster: (face as Face).person })),
      ).bcubed.f;
    };
    const auto = await score("auto");
    let best = 0;
    for (const threshold of FIXED) best = Math.max(best, await score(threshold));
    assert.ok(auto >= best - 0.005, `${name}: B-cubed F ${auto}, by the best threshold ${best}`);
  }
}

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
  const script = 'facepipe eval groups --images "$ATHLETES" --main-face largest --json';
  const metrics = await measure(script, { ATHLETES });
  assert.ok(metrics.bcubed.f >= 0.85, `B-cubed F ${metrics.bcubed.f}`);
  assert.deepEqual([metrics.people, metrics.faces], [3, 239]);
});

/** Who is in the group photos, from left to right, as a person sees them. */
const CAST: Record<string, string[]> = {
  "bbt1.jpg": ["raj", "leonard", "howard", "sheldon"],
  "bbt2.jpg": ["raj", "leonard", "sheldon"],
  "bbt3.jpg": ["sheldon", "howard", "penny", "raj", "leonard"],
  "bbt4.jpg": ["leonard", "amy", "raj", "penny", "sheldon", "bernadette"],
  "bbt5.jpg": ["raj", "penny", "sheldon", "leonard", "howard"],
};

/** The same of the photos of five people; one face is that of a girl who is not among them. */
const FIVE: Record<string, string[]> = {
  "alex_lacamoire1.jpg": ["alex_lacamoire"],
  "johnsnow_test1.jpg": ["kit_harington"],
  "kit_with_rose.jpg": ["rose_leslie", "kit_harington"],
  "obama1.jpg": ["obama"],
  "obama_and_biden.jpg": ["biden", "obama", ""],
};

for (const [name, people, photos, truth] of [
  ["a cast of eight, from 40 crops", ["bbt", "people"], ["bbt"], CAST],
  ["five people, from nine photos", ["knn", "train"], ["knn", "test"], FIVE],
] as const) {
  test(`gallery identify: ${name}`, async (t) => {
    const [PEOPLE, PHOTOS] = [sharedData(...people), sharedData(...photos)];
    if (!PEOPLE || !PHOTOS) return t.skip("the shared data is not here");
    const script = `export FACEPIPE_DB=known.db
      rm -f known.db
      scan "$PEOPLE" | detect --keep-filtered | gallery add known --create --name-from folder > /dev/null
      scan "$PHOTOS" --no-recursive | detect --keep-filtered | gallery identify known --threshold medium`;
    const { rc, stdout, stderr } = await sh(script, folder, { PEOPLE, PHOTOS }, 2 * MINUTES);
    assert.equal(rc, 0, stderr);
    const found: Record<string, [left: number, name: string][]> = {};
    for (const line of stdout.trim().split("\n")) {
      const { kind, path, bbox, matches } = JSON.parse(line);
      if (kind !== "face") continue;
      const photo = basename(path);
      found[photo] = [...(found[photo] ?? []), [bbox[0], matches?.[0]?.name ?? ""]];
    }
    const names = Object.entries(found).map(([photo, faces]) => [
      photo,
      faces.sort(([a], [b]) => a - b).map(([, who]) => who),
    ]);
    assert.deepEqual(Object.fromEntries(names), truth);
  });
}

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
  const auto = await measure('facepipe eval groups --json < "$FACES"', { FACES });
  assert.ok(auto.bcubed.f >= 0.99, `B-cubed F ${auto.bcubed.f} without a threshold`);
  const curve = await measure('facepipe eval calibrate --json < "$FACES"', { FACES });
  for (const [rate, cosine] of Object.entries(DEFAULT_CALIBRATION)) {
    assert.ok(Math.abs(curve.calibration[rate] - cosine) < 0.002, `${curve.calibration[rate]} at ${rate}`);
  }
  await checkPromisedRates(LFW, FACES);
  await checkSubAlbums(FACES);
  for (const threshold of [0.5, "auto"] as const) {
    const options = { threshold, openBlocks: openOnnxBlocks };
    const { once, ten } = await tenRuns(readRecords(createReadStream(FACES)), options);
    assert.ok(Math.abs(ten - once) <= 0.003, `${threshold}: B-cubed F ${once} in one run, ${ten} in ten`);
  }
});
