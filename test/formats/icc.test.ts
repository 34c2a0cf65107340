/** @module Which colour profiles say sRGB, and that converting by those changes nothing. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { isSrgb } from "../../formats/icc.ts";
import { SAMPLES } from "../tools/paths.ts";

/** Red, green and blue in steps of five, all combinations. */
const LEVELS = Array.from({ length: 52 }, (_, i) => 5 * i);
const COLOURS = Buffer.from(LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.flatMap((b) => [r, g, b]))));
const RAW = { width: LEVELS.length ** 2, height: LEVELS.length, channels: 3 } as const;

const profileOf = async (picture: Buffer) => (await sharp(picture).metadata()).icc!;

/** A profile as libvips writes it. */
async function builtIn(name: string): Promise<Buffer> {
  return profileOf(await sharp(COLOURS, { raw: RAW }).withIccProfile(name).jpeg().toBuffer());
}

const inSamples = async () => profileOf(await readFile(join(SAMPLES, "sample1.jpg")));

test("profiles of sRGB as curves and as a formula; no other", async () => {
  assert.equal(isSrgb(await inSamples()), true, "a table of points");
  assert.equal(isSrgb(await builtIn("srgb")), true, "parameters");
  assert.equal(isSrgb(await builtIn("p3")), false);
  assert.equal(isSrgb(await builtIn("cmyk")), false);
});

test("a profile with other curves, other primaries, tables, or an end too soon is another", async () => {
  const profile = await inSamples();
  const changed = (change: (bytes: DataView, tag: (name: string) => number) => void) => {
    const copy = Uint8Array.from(profile);
    const tag = (name: string) => Buffer.from(copy).indexOf(name, 128);
    const bytes = new DataView(copy.buffer);
    change(bytes, tag);
    return isSrgb(copy);
  };
  assert.equal(
    changed(() => {}),
    true,
  );
  const valueAt = (bytes: DataView, entry: number) => bytes.getUint32(entry + 4);
  assert.equal(
    changed((bytes, tag) => {
      for (let i = 500; i < 530; i++) bytes.setUint16(valueAt(bytes, tag("rTRC")) + 12 + 2 * i, 20000);
    }),
    false,
    "curve",
  );
  assert.equal(
    changed((bytes, tag) => bytes.setInt32(valueAt(bytes, tag("gXYZ")) + 8, 0.39 * 65536)),
    false,
    "primary",
  );
  assert.equal(
    changed((bytes, tag) => bytes.setUint32(tag("view"), 0x41324230)),
    false,
    "A2B0",
  );
  for (let length = 0; length < profile.length; length += 13) {
    if (isSrgb(profile.subarray(0, length))) assert.ok(length > 2500, `cut at ${length}`);
  }
});

test("every colour converted by such a profile stays as it is", async () => {
  // A photo of the samples lends its profile to the colours, which PNG keeps as they are.
  const lent = await sharp(COLOURS, { raw: RAW }).withIccProfile("srgb").png().toBuffer();
  assert.ok((await sharp(lent).raw().toBuffer()).equals(COLOURS));
  const photo = join(SAMPLES, "sample1.jpg");
  const pixels = (ignoreIcc: boolean) => sharp(photo, { ignoreIcc }).raw().toBuffer();
  assert.ok((await pixels(false)).equals(await pixels(true)));
});
