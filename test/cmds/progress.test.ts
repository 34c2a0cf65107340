/** @module The progress line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeProgress, photoCounter, progressLine } from "../../cmds/progress.ts";

/** A progress line on a clock that the test turns. */
function drawn() {
  const lines: string[] = [];
  const clock = { now: 0 };
  const write = (text: string) => void lines.push(text.replace("\r\u001b[K", ""));
  return { lines, clock, progress: progressLine("detect", write, () => clock.now) };
}

test("counts, rate and time left in words", () => {
  assert.equal(describeProgress(120, "photos", 24.13, 500), "120 of 500 photos, 24.1/s, 0:16 left");
  assert.equal(describeProgress(1, "photos", 0.0005, 8), "1 of 8 photos, 0.0/s, 3:53:20 left");
  assert.equal(describeProgress(8, "photos", 2, 8), "8 of 8 photos, 2.0/s");
  assert.equal(describeProgress(3, "faces", 0), "3 faces, 0.0/s");
});

test("one photo is no photos", () => {
  const { lines, clock, progress } = drawn();
  const count = photoCounter(progress);
  clock.now = 1000;
  count(1);
  clock.now = 2000;
  count(0);
  assert.deepEqual(lines, ["detect: 1 photo, 1 face, 1.0/s", "detect: 2 photos, 1 face, 1.0/s"]);
});

test("the rate is that of the last seconds, not of what came from the cache before", () => {
  const { lines, clock, progress } = drawn();
  for (let photo = 1; photo <= 1000; photo++) progress.update(photo, "photos", 2000);
  for (let photo = 1001; photo <= 1060; photo++) {
    clock.now += 1000;
    progress.update(photo, "photos", 2000);
  }
  assert.equal(lines.at(-1), "detect: 1060 of 2000 photos, 1.0/s, 15:40 left");
});

test("something else that is counted has a rate of its own", () => {
  const { lines, clock, progress } = drawn();
  clock.now = 60_000;
  progress.update(60, "photos", 60);
  clock.now = 61_000;
  progress.update(10, "photos placed", 60);
  assert.equal(lines.at(-1), "detect: 10 of 60 photos placed, 10.0/s, 0:05 left");
});

test("a message stands in the place of the line, and the end ends it", () => {
  const { lines, clock, progress } = drawn();
  clock.now = 500;
  progress.update(1, "photo");
  progress.clear();
  progress.finish();
  assert.deepEqual(
    lines.map((line) => line.trim()),
    ["detect: 1 photo, 2.0/s", "", "detect: 1 photo, 2.0/s"],
  );
});
