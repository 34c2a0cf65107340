/** @module Frames of videos. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import type { FaceRecord } from "../../../core/mod.ts";
import { readPhotoFile, type ScanOptions, scanPhotos } from "../../../formats/mod.ts";
import { framePath, frameTime } from "../../../formats/video/frame_path.ts";
import { SAMPLES } from "../../tools/paths.ts";
import { scratch, sh } from "../../tools/shell.ts";

const folder = scratch();
const clip = join(folder, "clip.mp4");

/** Why there are no videos; undefined where one was made: three seconds, each of its own colour. */
function withoutVideo(): string | false {
  try {
    const colours = ["red", "lime", "blue"].flatMap((colour) => [
      "-f",
      "lavfi",
      "-i",
      `color=${colour}:size=64x48:rate=10:duration=1`,
    ]);
    const join3 = [
      "-filter_complex",
      "[0][1][2]concat=n=3",
      "-metadata",
      "creation_time=2022-03-04T05:06:07Z",
      "-pix_fmt",
      "yuv420p",
    ];
    execFileSync("ffmpeg", ["-v", "error", ...colours, ...join3, "-y", clip]);
    return false;
  } catch {
    return "ffmpeg is not here";
  }
}

async function scan(paths: string[], options: ScanOptions): Promise<FaceRecord[]> {
  const records: FaceRecord[] = [];
  for await (const record of scanPhotos(paths, options)) records.push(record);
  return records;
}

function frames(records: readonly FaceRecord[]): (number | undefined)[] {
  return records.map((record) => (record.kind === "photo" ? record.videoTime : undefined));
}

test("a frame's name says its time", () => {
  for (const [time, name] of [
    [0, "00-00-00.000"],
    [65.5, "00-01-05.500"],
    [3599.9996, "01-00-00.000"],
    [36_000.04, "10-00-00.040"],
  ] as const) {
    assert.equal(framePath("a/b.MOV", time), `a/b.MOV!/b_${name}.jpg`);
    assert.equal(frameTime(`b_${name}.jpg`), Math.round(time * 1000) / 1000);
  }
  assert.equal(frameTime("b_0-0-0.jpg"), undefined);
});

describe("videos", { skip: withoutVideo() }, () => {
  test("one frame a second, each what is seen then", async () => {
    const records = await scan([clip], { video: { every: 1 } });
    assert.deepEqual(frames(records), [0, 1, 2]);
    for (const [i, record] of records.entries()) {
      assert.ok(record.kind === "photo");
      assert.deepEqual([record.width, record.height, record.video], [64, 48, clip]);
      assert.equal(record.takenAt, `2022-03-04T05:06:0${7 + i}+00:00`);
      const { bytes, sha256 } = await readPhotoFile(record.path);
      assert.equal(sha256, record.sha256);
      const pixel = [...(await sharp(bytes).raw().toBuffer()).subarray(0, 3)];
      assert.equal(pixel.indexOf(Math.max(...pixel)), i, `${pixel}`);
    }
  });

  test("frames at times, in their order and each once; what lies after the end is left out", async () => {
    assert.deepEqual(frames(await scan([clip], { video: { at: [2.5, 0.3, 99, 0.3] } })), [0.3, 2.5]);
    assert.deepEqual(frames(await scan([clip], { video: { every: 0.5 } })), [0, 0.5, 1, 1.5, 2, 2.5]);
  });

  test("in folders, but for the video of a Live Photo; none without being asked", async () => {
    const album = join(folder, "album");
    mkdirSync(album);
    for (const name of ["clip.mp4", "IMG_1.MOV"]) copyFileSync(clip, join(album, name));
    copyFileSync(join(SAMPLES, "sample1.jpg"), join(album, "img_1.jpg"));
    assert.deepEqual(frames(await scan([album], { video: { at: [0] } })), [0, undefined]);
    assert.equal((await scan([album], {})).length, 1);
  });

  test("what is no video has an error, and lists of other files are not followed", async () => {
    const list = join(folder, "list.mp4");
    writeFileSync(list, `#EXTM3U\n#EXTINF:1,\nfile://${clip}\n#EXT-X-ENDLIST\n`);
    const cut = join(folder, "-cut.mp4");
    writeFileSync(cut, "\0\0\0\x18ftypmp42");
    const concat = join(folder, "concat.mkv");
    writeFileSync(concat, `ffconcat version 1.0\nfile '${clip}'\n`);
    for (const record of await scan([list, cut, concat], { video: { every: 1 } })) {
      assert.ok(record.kind === "error");
      assert.match(record.reason, /^Cannot list .*: it is no video that can be read$/);
    }
    await assert.rejects(readPhotoFile(`${clip}!/clip_00-00-09.000.jpg`), /the video ends before/);
    await assert.rejects(readPhotoFile(`${clip}!/clip.jpg`), /there is no such photo in it/);
  });

  test("frames with faces are found and placed, by the one command line", async () => {
    execFileSync("ffmpeg", [
      "-v",
      "error",
      "-loop",
      "1",
      "-i",
      join(SAMPLES, "sample3.jpg"),
      "-t",
      "2",
      "-r",
      "5",
      "-vf",
      "scale=960:-2",
      "-pix_fmt",
      "yuv420p",
      "-y",
      join(folder, "faces.mp4"),
    ]);
    const outcome = await sh(
      "scan --video 1/s faces.mp4 | detect | group | place people > placed; ls people/*",
      folder,
    );
    assert.equal(outcome.rc, 0, outcome.stderr);
    assert.match(outcome.stdout, /people\/person-0*1:\nfaces_00-00-00\.000\.jpg/);
  });

  test("without ffmpeg the error says what is missing", async () => {
    const node = `"${process.execPath}"`;
    const outcome = await sh(
      `PATH=/nowhere ${node} "$ROOT/dist/package/bin-scan.js" --video 1/s clip.mp4`,
      folder,
    );
    assert.equal(outcome.rc, 3);
    assert.match(outcome.stdout, /frames of videos need ffmpeg, which is not there/);
  });
});
