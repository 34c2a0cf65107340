/** @module HEIC photos: decoded in a thread that can be given up. */
import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import { decodeHeic, decodeInThread, isHeic } from "../../../formats/pictures/heic.ts";
import { makeHeic, WITHOUT_HEIF_ENC } from "../../tools/heic_files.ts";
import { ROOT } from "../../tools/paths.ts";
import { scratch, sh } from "../../tools/shell.ts";

describe("HEIC", { skip: WITHOUT_HEIF_ENC ?? false }, () => {
  const folder = scratch();
  const icc = Buffer.from("a profile of odd length");
  let file: Buffer;

  test("pixels, with the profile that they are in", async () => {
    const red = { create: { width: 70, height: 50, channels: 3, background: "#c82814" } } as const;
    await sharp(red).png().toFile(join(folder, "a.png"));
    file = makeHeic(join(folder, "a.png"), join(folder, "a.heic"));
    assert.ok(isHeic(file));
    const tiff = await decodeHeic({ bytes: file, page: 0, width: 70, height: 50, icc });
    const { icc: kept, width, height } = await sharp(tiff).metadata();
    assert.deepEqual([width, height], [70, 50]);
    assert.deepEqual(kept, icc);
    const [r, g, b] = await sharp(tiff).raw().toBuffer();
    for (const [value, expected] of [
      [r, 0xc8],
      [g, 0x28],
      [b, 0x14],
    ] as const) {
      assert.ok(Math.abs(value! - expected) <= 4, `${r} ${g} ${b}`);
    }
  });

  test("a picture that is not the one of the header, or none, is damaged", async () => {
    const task = { bytes: file, page: 0, width: 70, height: 51 };
    await assert.rejects(decodeHeic(task), /it is damaged \(its sizes contradict each other\)/);
    await assert.rejects(decodeHeic({ ...task, page: 9, height: 50 }), /it is damaged/);
    await assert.rejects(decodeHeic({ ...task, bytes: file.subarray(0, 300), height: 50 }), /it is damaged/);
  });

  test("decoding that takes too long is given up", async () => {
    const started = performance.now();
    await assert.rejects(
      decodeInThread({ bytes: file, page: 0, width: 70, height: 50 }, 1),
      /takes too long/,
    );
    assert.ok(performance.now() - started < 2000);
  });

  test("many at once all come to an end", async () => {
    const tasks = Array.from({ length: 12 }, () =>
      decodeHeic({ bytes: file, page: 0, width: 70, height: 50 }),
    );
    assert.equal((await Promise.all(tasks)).length, 12);
  });

  test("without heic-decode they are listed, and each has an error that says what to install", async () => {
    // The package as it is installed, with all that it depends on but this.
    const home = join(folder, "home");
    mkdirSync(join(home, "node_modules"), { recursive: true });
    cpSync(join(ROOT, "dist/package"), join(home, "package"), { recursive: true });
    copyFileSync(join(ROOT, "package.json"), join(home, "package.json"));
    for (const name of readdirSync(join(ROOT, "node_modules"))) {
      if (name !== "heic-decode")
        symlinkSync(join(ROOT, "node_modules", name), join(home, "node_modules", name));
    }
    const run = `node "${home}/package/bin-scan.js" a.heic a.png | node "${home}/package/bin-detect.js" | jq -c '[.kind, .reason]'`;
    const outcome = await sh(run, folder);
    assert.deepEqual(
      outcome.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
      [
        [
          "error",
          "Cannot read photo a.heic: it is a HEIC photo, and those need the package heic-decode; `npm install heic-decode` adds it",
        ],
        ["photo", null],
        ["end", null],
      ],
    );
  });
});

test("other files are no HEIC photos", async () => {
  const avif = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .avif({ effort: 0 })
    .toBuffer();
  assert.equal(isHeic(avif), false);
  for (const text of ["", "\0\0\0\x18ftyp", "\0\0\0\x18ftypmp42\0\0\0\0mp42isom"])
    assert.equal(isHeic(Buffer.from(text)), false);
  assert.equal(isHeic(readFileSync(join(ROOT, "package.json"))), false);
});
