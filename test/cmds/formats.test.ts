/**
 * One picture in every format, orientation and colour space through the whole chain, and broken
 * files of each kind beside it.
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import sharp from "sharp";
import type { Face, FaceRecord, Failure } from "../../core/mod.ts";
import { writeBroken } from "../tools/broken_photos.ts";
import { WITHOUT_HEIF_ENC } from "../tools/heic_files.ts";
import { SAMPLES } from "../tools/paths.ts";
import { writeKinds, writeTurned } from "../tools/photo_variants.ts";
import { scratch, sh } from "../tools/shell.ts";
import { zip } from "../tools/zip_writer.ts";

/** Largest difference of two boxes' sides, as a share of the face's longer side. */
const TOLERANCE = 0.02;

const folder = scratch();

function records(file: string): FaceRecord[] {
  const lines = readFileSync(join(folder, file), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function facesOf(all: readonly FaceRecord[], path: string): Face[] {
  return all.filter((record): record is Face => record.kind === "face" && record.path === path);
}

/** How far the sides of two boxes are apart, as a share of the second one's longer side. */
function apart(a: Face, b: Face): number {
  const [x1, y1, x2, y2] = b.bbox!;
  const differences = a.bbox!.map((side, i) => Math.abs(side - b.bbox![i]!));
  return Math.max(...differences) / Math.max(x2 - x1, y2 - y1);
}

describe("an album of one picture in every form", () => {
  let good: string[] = [];
  let broken: string[] = [];

  before(async () => {
    for (const name of ["album", "work"]) mkdirSync(join(folder, name));
    const picture = await sharp(join(SAMPLES, "sample3.jpg")).resize(640).png().toBuffer();
    await writeTurned(join(folder, "album"), picture, join(folder, "work"));
    await writeKinds(join(folder, "album"), picture, join(folder, "work"));
    good = readdirSync(join(folder, "album"))
      .filter((name) => !name.endsWith(".mov"))
      .map((name) => `album/${name}`);
    await writeBroken(join(folder, "album"));
    broken = readdirSync(join(folder, "album/broken")).map((name) => `album/broken/${name}`);
    const members = ["1.png", "6.cr2"].map((name) => ({
      name,
      bytes: readFileSync(join(folder, "album", name)),
    }));
    writeFileSync(join(folder, "pair.zip"), zip(members));
    const outcome = await sh(
      "scan album pair.zip > scanned; detect < scanned > detected; group < detected > grouped; place out < grouped > placed; true",
      folder,
    );
    assert.equal(outcome.rc, 0, outcome.stderr);
  });

  test("has the same faces in every photo, in boxes that differ by 2 % at most", () => {
    const detected = records("detected");
    const reference = facesOf(detected, "album/1.png");
    assert.equal(reference.length, 2);
    for (const path of good) {
      const faces = facesOf(detected, path);
      assert.equal(faces.length, reference.length, path);
      for (const face of reference) {
        const nearest = Math.min(...faces.map((other) => apart(other, face)));
        assert.ok(nearest <= TOLERANCE, `${path}: ${(100 * nearest).toFixed(1)} % apart`);
      }
    }
  });

  test("becomes two people, with every photo in the folders of both", () => {
    const people = readdirSync(join(folder, "out")).filter((name) => name.startsWith("person-"));
    assert.equal(people.length, 2);
    for (const person of people) {
      const names = readdirSync(join(folder, "out", person)).sort();
      assert.deepEqual(names, good.map((path) => path.slice("album/".length)).sort());
    }
  });

  test("photos in an archive have the faces of the same photos outside", () => {
    const detected = records("detected");
    const idsOf = (path: string) => facesOf(detected, path).map(({ faceId, bbox }) => [faceId, bbox]);
    for (const name of ["1.png", "6.cr2"])
      assert.deepEqual(idsOf(`pair.zip!/${name}`), idsOf(`album/${name}`));
  });

  test("a Live Photo is listed once, and a Motion Photo too", () => {
    const paths = records("scanned").flatMap((record) => (record.kind === "photo" ? record.path : []));
    assert.deepEqual(
      paths.filter((path) => path.includes("motion")),
      ["album/motion.jpg"],
    );
    const live = WITHOUT_HEIF_ENC === undefined ? ["album/live.heic"] : [];
    assert.deepEqual(
      paths.filter((path) => path.includes("live")),
      live,
    );
  });

  test("every broken file has one error record, and keeps no other from being read", () => {
    const failures = records("detected").filter((record): record is Failure => record.kind === "error");
    assert.deepEqual(failures.map(({ path }) => path).sort(), broken.sort());
    for (const { reason, path } of failures) {
      assert.match(reason, new RegExp(`^Cannot read photo ${path}: \\S`), reason);
      assert.doesNotMatch(reason, /undefined|Error:|\n/, reason);
    }
    const huge = failures.filter(({ path }) => path?.includes("huge"));
    assert.ok(huge.length >= 5);
    for (const { reason, code } of huge) {
      assert.match(reason, /more pixels than --max-pixels allows/);
      assert.equal(code, "OVER_CAPACITY");
    }
  });
});
