/** @module RAW photos: the preview that is chosen, and what is known of the photo. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { exifFacts } from "../../../formats/pictures/exif_facts.ts";
import { rawPhoto } from "../../../formats/pictures/raw.ts";
import { arw, cr2, cr3, dng, nef, RAW_FACTS } from "../../tools/raw_files.ts";
import { scratch } from "../../tools/shell.ts";
import { tiffFile } from "../../tools/tiff_writer.ts";

const RAW_FORMATS = { arw, cr2, cr3, dng, nef };

async function jpeg(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#c84" } })
    .withMetadata({ orientation: 3 })
    .jpeg()
    .toBuffer();
}

const content = { preview: await jpeg(60, 40), thumbnail: await jpeg(30, 20), orientation: 6 };

for (const [name, make] of Object.entries(RAW_FORMATS)) {
  test(`${name}: the largest preview, turned as the RAW photo says, and its facts`, async () => {
    const raw = rawPhoto(make(content));
    assert.ok(raw);
    assert.deepEqual(raw.facts, RAW_FACTS);
    const { width, height, orientation } = await sharp(raw.preview).metadata();
    assert.deepEqual({ width, height, orientation }, { width: 60, height: 40, orientation: 6 });
    const turned = await sharp(raw.preview).autoOrient().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([turned.info.width, turned.info.height], [40, 60]);
  });
}

test("exiftool reads the same from these files", (t) => {
  const folder = scratch();
  for (const [name, make] of Object.entries(RAW_FORMATS))
    writeFileSync(join(folder, `a.${name}`), make(content));
  let lines: { SourceFile: string; [tag: string]: unknown }[];
  try {
    const options = [
      "-j",
      "-n",
      "-Model",
      "-DateTimeOriginal",
      "-OffsetTimeOriginal",
      "-Orientation",
      "-GPSLatitude",
    ];
    lines = JSON.parse(
      execFileSync("exiftool", [...options, folder], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    );
  } catch {
    return t.skip("exiftool is not here (Debian: libimage-exiftool-perl)");
  }
  assert.equal(lines.length, 5);
  for (const { SourceFile, ...tags } of lines) {
    const expected = {
      Model: "Model 1",
      DateTimeOriginal: "2021:03:04 05:06:07",
      OffsetTimeOriginal: "+02:00",
      Orientation: 6,
    };
    const { GPSLatitude, ...others } = tags;
    assert.deepEqual(others, expected, SourceFile);
    // Of the copy that has no reference beside it exiftool gives the absolute value.
    assert.ok(Math.abs(Math.abs(Number(GPSLatitude)) + RAW_FACTS.latitude) < 1e-6, SourceFile);
  }
});

test("other files are no RAW photos", async () => {
  const plain = await sharp(content.preview).tiff().toBuffer();
  for (const bytes of [
    content.preview,
    plain,
    Buffer.from("II*\0"),
    Buffer.from("MM\0*\xff\xff\xff\xff", "latin1"),
    Buffer.alloc(0),
  ]) {
    assert.equal(rawPhoto(bytes), undefined);
  }
});

test("a RAW photo without a preview says so", () => {
  for (const make of Object.values(RAW_FORMATS)) {
    const bytes = make({ ...content, preview: Buffer.from("none"), thumbnail: Buffer.from("none") });
    assert.throws(() => rawPhoto(bytes), /it is a RAW photo without a JPEG preview/);
  }
});

test("directories that lead in circles, or are many, end soon", () => {
  const circle = dng(content);
  // The first directory's successor: the first directory.
  const first = circle.readUInt32LE(4);
  circle.writeUInt32LE(first, first + 2 + 12 * circle.readUInt16LE(first));
  const many = tiffFile(Array.from({ length: 3000 }, () => ({ 259: { short: [34713] } })));
  const values = tiffFile([
    { 330: { long: Array.from({ length: 100_000 }, (_, i) => i) }, 50706: { byte: [1, 4, 0, 0] } },
  ]);
  const started = performance.now();
  assert.ok(rawPhoto(circle));
  assert.throws(() => rawPhoto(many), /without a JPEG preview/);
  assert.throws(() => rawPhoto(values), /without a JPEG preview/);
  assert.ok(performance.now() - started < 1000);
});

test("damaged RAW photos are refused or read, and nothing else", () => {
  for (const make of Object.values(RAW_FORMATS)) {
    const bytes = make(content);
    for (let at = 0; at + 4 <= bytes.length; at += 7) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const mutant = Buffer.from(bytes);
        mutant.fill(value, at, at + 4);
        try {
          rawPhoto(mutant);
          exifFacts(mutant);
        } catch (error) {
          assert.match(String(error), /without a JPEG preview/);
        }
      }
    }
  }
});
