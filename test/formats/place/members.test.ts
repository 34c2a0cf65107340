/** @module Placing photos that are inside archives. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { scratch, sh } from "../../tools/shell.ts";
import { zip } from "../../tools/zip_writer.ts";

const folder = scratch();
const ANN = Buffer.from("a photo of Ann");
const BOB = Buffer.from("a photo of Bob");

const archive = zip([
  { name: "2019/a.jpg", bytes: ANN, deflate: true },
  { name: "2020/a.jpg", bytes: BOB },
]);

const RECORDS = [
  { kind: "face", faceId: "1-0", path: "album.zip!/2019/a.jpg", person: "Ann" },
  { kind: "face", faceId: "2-0", path: "album.zip!/2020/a.jpg", person: "Ann" },
  { kind: "face", faceId: "2-1", path: "album.zip!/2020/a.jpg", person: "Bob" },
  { kind: "end", stage: "group", faces: 3, photos: 0, errors: 0 },
];

function prepare(): void {
  rmSync(join(folder, "out"), { recursive: true, force: true });
  writeFileSync(join(folder, "album.zip"), archive);
  writeFileSync(join(folder, "grouped"), RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

/** The photos in the target, with what they hold. */
function placed(): string[] {
  return readdirSync(join(folder, "out"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jpg"))
    .map((name) => `${name}: ${readFileSync(join(folder, "out", name), "utf8")}`)
    .sort();
}

for (const mode of ["copy", "hardlink", "symlink", "move"]) {
  test(`--mode ${mode} copies them out and leaves the archive alone; --undo takes the copies back`, async () => {
    prepare();
    const first = await sh(`place out --mode ${mode} < grouped`, folder);
    assert.equal(first.rc, 0, first.stderr);
    assert.equal(placed().length, 3);
    assert.ok(placed().includes("Bob/a.jpg: a photo of Bob"));
    assert.deepEqual(
      placed()
        .filter((line) => line.startsWith("Ann"))
        .map((line) => line.split(": ")[1])
        .sort(),
      ["a photo of Ann", "a photo of Bob"],
    );
    assert.equal(statSync(join(folder, "out/Bob/a.jpg")).mtime.toISOString(), "2020-02-03T04:05:06.000Z");
    assert.deepEqual(readFileSync(join(folder, "album.zip")), archive);
    const again = await sh(`place out --mode ${mode} < grouped`, folder);
    assert.equal(again.rc, 0, again.stderr);
    assert.equal(placed().length, 3);
    const undone = await sh("place out --undo", folder);
    assert.equal(undone.rc, 0, undone.stderr);
    assert.deepEqual(readdirSync(folder).includes("out") ? placed() : [], []);
  });
}

test("--dry-run reads them, and makes nothing", async () => {
  prepare();
  const { rc, stdout } = await sh("place out --dry-run < grouped", folder);
  assert.equal(rc, 0);
  assert.match(stdout, /out\/Bob\/a\.jpg/);
  assert.ok(!readdirSync(folder).includes("out"));
});

test("--undo keeps a copy whose archive is gone or has other photos by now", async () => {
  prepare();
  assert.equal((await sh("place out < grouped", folder)).rc, 0);
  writeFileSync(
    join(folder, "album.zip"),
    zip([
      { name: "2019/a.jpg", bytes: ANN },
      { name: "2020/a.jpg", bytes: ANN },
    ]),
  );
  const { rc, stdout } = await sh("place out --undo", folder);
  assert.equal(rc, 3);
  assert.match(stdout, /may be the last copy of photo/);
  assert.deepEqual(
    placed().map((line) => line.split(": ")[1]),
    ["a photo of Bob", "a photo of Bob"],
  );
});

test("a member that has changed since it was scanned is not placed", async () => {
  prepare();
  const sha256 = "0".repeat(64);
  writeFileSync(join(folder, "grouped"), `${JSON.stringify({ ...RECORDS[0], sha256 })}\n`);
  const { rc, stdout } = await sh("place out < grouped", folder);
  assert.equal(rc, 3);
  assert.match(stdout, /Cannot place photo album\.zip!\/2019\/a\.jpg: it changed after it was scanned/);
});
