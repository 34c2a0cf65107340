/** @module What colours become: sRGB, on white, in 8 bits. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp, { type Sharp } from "sharp";
import { openPhotoReader } from "../../../formats/mod.ts";
import { adobeRgb } from "../../tools/adobe_rgb.ts";
import { scratch } from "../../tools/shell.ts";

const folder = scratch();
const COLOUR = { r: 60, g: 160, b: 70 };

const flat = (alpha = 1, channels: 3 | 4 = 3): Sharp =>
  sharp({ create: { width: 16, height: 16, channels, background: { ...COLOUR, alpha } } });

async function pixelOf(bytes: Buffer): Promise<number[]> {
  const reader = await openPhotoReader();
  const { data } = await (await reader.open({ kind: "photo", path: "a", bytes })).decode({
    width: 16,
    height: 16,
  });
  return [...data.subarray(0, 3)];
}

async function near(bytes: Buffer, [r, g, b]: readonly [number, number, number], by: number): Promise<void> {
  const pixel = await pixelOf(bytes);
  const off = Math.max(...[r, g, b].map((value, i) => Math.abs(value - pixel[i]!)));
  assert.ok(off <= by, `${pixel} instead of ${[r, g, b]}`);
}

const SRGB = [COLOUR.r, COLOUR.g, COLOUR.b] as const;

test("profiles are applied", async () => {
  const profile = join(folder, "adobe.icc");
  writeFileSync(profile, adobeRgb());
  for (const icc of ["p3", profile]) {
    const bytes = await flat().withIccProfile(icc).png().toBuffer();
    const [raw] = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    assert.ok(Math.abs(raw! - COLOUR.r) > 15, "the numbers in the file are others");
    await near(bytes, SRGB, 2);
  }
});

test("16 bits become 8", async () => {
  for (const format of ["png", "tiff"] as const) {
    await near(await flat().toColourspace("rgb16").toFormat(format, { quality: 100 }).toBuffer(), SRGB, 2);
  }
});

test("grey has three equal channels, in 8 and in 16 bits", async () => {
  const grey = await flat().greyscale().jpeg().toBuffer();
  const deep = await flat().toColourspace("grey16").png().toBuffer();
  for (const bytes of [grey, deep]) {
    const [r, g, b] = await pixelOf(bytes);
    assert.ok(r === g && g === b && r! > 100 && r! < 160, `${r} ${g} ${b}`);
  }
});

test("CMYK becomes red, green and blue, with a profile and without", async () => {
  // Printers' green is duller than the screen's; how much depends on the profile.
  await near(
    await flat().toColourspace("cmyk").withIccProfile("cmyk").jpeg({ quality: 100 }).toBuffer(),
    SRGB,
    25,
  );
  await near(await flat().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer(), SRGB, 60);
});

test("what is transparent is white", async () => {
  const half = SRGB.map((value) => Math.round((value + 255) / 2)) as [number, number, number];
  await near(await flat(0.5, 4).png().toBuffer(), half, 1);
  await near(await flat(0, 4).png().toBuffer(), [255, 255, 255], 0);
  await near(await flat(0.5, 4).webp({ lossless: true }).toBuffer(), half, 1);
});
