/**
 * Mutated photos through `scan | detect`.
 * @module
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { makeHeic, WITHOUT_HEIF_ENC } from "../tools/heic_files.ts";
import { SAMPLES } from "../tools/paths.ts";
import { cr3, dng } from "../tools/raw_files.ts";
import { sh } from "../tools/shell.ts";
import { checkOutcome } from "./checks.ts";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";

/** Photos for each run of the pipe, so that one process meets many. */
const BATCH = 50;

/** Feeds `count` mutated photos to `scan | detect`, in batches, and checks what comes back. */
export async function fuzzPhotos(folder: string, seed: number, count: number): Promise<void> {
  const random = new Random(seed);
  const originals = await originalPhotos();
  for (let start = 0; start < count; start += BATCH) {
    const cwd = mkdtempSync(join(folder, "photos-"));
    const size = Math.min(BATCH, count - start);
    for (let i = 0; i < size; i++) {
      const { format, bytes } = random.pick(originals);
      writeFileSync(join(cwd, `${String(i).padStart(3, "0")}.${format}`), mutate(bytes, random));
    }
    await checkBatch(cwd, size, `photos ${start} to ${start + size - 1} of seed ${seed}`);
    rmSync(cwd, { recursive: true });
  }
}

async function checkBatch(cwd: string, size: number, what: string): Promise<void> {
  const outcome = await sh("scan *.* > scanned; detect -q < scanned", cwd, {}, 300_000);
  checkOutcome(outcome, what);
  const ended = outcome.stdout.split("\n").filter((line) => /"kind":"(photo|error)"/.test(line));
  assert.equal(ended.length, size, `${what}: ${ended.length} of ${size} photos came back`);
}

async function originalPhotos(): Promise<{ format: string; bytes: Buffer }[]> {
  const small = await sharp(join(SAMPLES, "sample1.jpg")).resize(320).toBuffer();
  const formats = ["jpg", "png", "webp", "gif", "tiff", "avif"] as const;
  const plain = await Promise.all(
    formats.map(async (format) => ({
      format,
      bytes: await sharp(small)
        .toFormat(format === "jpg" ? "jpeg" : format)
        .toBuffer(),
    })),
  );
  const raw = { preview: small, thumbnail: small, orientation: 6 };
  return [
    ...plain,
    { format: "dng", bytes: dng(raw) },
    { format: "cr3", bytes: cr3(raw) },
    ...(WITHOUT_HEIF_ENC === undefined ? [{ format: "heic", bytes: heicOf(small) }] : []),
  ];
}

function heicOf(jpeg: Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "facepipe-fuzz-heic-"));
  try {
    writeFileSync(join(folder, "a.jpg"), jpeg);
    return makeHeic(join(folder, "a.jpg"), join(folder, "a.heic"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
