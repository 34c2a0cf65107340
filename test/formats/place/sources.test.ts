import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exitCodeOf, type FaceRecord, type Photo } from "../../../core/mod.ts";
import { PLACE_MODES } from "../../../formats/mod.ts";
import { sha256 } from "../../tools/noise.ts";
import {
  facesOf,
  makePhoto,
  makeRecords,
  place,
  placedBy,
  snapshot,
  tree,
} from "../../tools/place_fixture.ts";
import { scratch } from "../../tools/shell.ts";

const SHARING = PLACE_MODES.filter((mode) => mode !== "reflink");

/** A photo record for something that may be no photo. */
function claim(path: string, person: string): FaceRecord[] {
  const photo: Photo = { kind: "photo", path, sha256: sha256(path), faces: 1 };
  return [photo, ...facesOf(photo, person)];
}

for (const mode of SHARING) {
  test(`what cannot be read fails by itself in ${mode} mode`, { timeout: 20_000 }, async () => {
    const root = scratch();
    const path = (name: string) => join(root, name);
    await mkdir(path("folder"));
    execFileSync("mkfifo", [path("pipe")]);
    await symlink("loop", path("loop"));
    await symlink("nowhere", path("dangling"));
    const bad: [string, string, RegExp][] = [
      ["gone", "SOURCE_NOT_FOUND", /no such file or folder$/],
      ["gone/too", "SOURCE_NOT_FOUND", /no such file or folder$/],
      ["folder", "CONFLICT", /it is not a regular file$/],
      ["pipe", "CONFLICT", /it is not a regular file$/],
      ["loop", "STORAGE_ERROR", /too many symbolic links$/],
      ["dangling", "SOURCE_NOT_FOUND", /no such file or folder$/],
      ["nul\0character", "SOURCE_NOT_FOUND", /no file can have this name$/],
      ["n".repeat(5000), "SOURCE_NOT_FOUND", /the name is too long$/],
    ];
    const records = bad.flatMap(([name]) => claim(path(name), "Ann"));
    records.push(...claim("/dev/zero", "Ann"), ...(await makeRecords(path("good.jpg"), "good", "Ann")));
    const result = await place(path("out"), records, { mode });
    assert.equal(exitCodeOf(result.report), 3);
    assert.deepEqual(placedBy(result, path("out")), [["Ann/good.jpg"]]);
    assert.deepEqual(
      result.errors.map(({ code }) => code),
      [...bad.map(([, code]) => code), "CONFLICT"],
    );
    bad.forEach(([, , reason], index) => {
      assert.match(result.errors[index]!.reason, reason);
    });
  });

  test(`a changed photo is a conflict in ${mode} mode`, async () => {
    const root = scratch();
    const records = await makeRecords(join(root, "a.jpg"), "one", "Ann", "Bob");
    await writeFile(join(root, "a.jpg"), "two");
    await utimes(join(root, "a.jpg"), 2_000_000_000, 2_000_000_000);
    const { errors, photos } = await place(join(root, "out"), records, { mode });
    assert.deepEqual(photos, []);
    assert.deepEqual(
      errors.map(({ code, reason }) => [code, reason]),
      [["CONFLICT", `Cannot place photo ${join(root, "a.jpg")}: it changed after it was scanned`]],
    );
    // No empty folders for photos that never came.
    assert.deepEqual(snapshot(join(root, "out")).length, 1);
  });
}

test("copies are checked even where size and time are as scanned", async () => {
  const root = scratch();
  const photo = await makePhoto(join(root, "a.jpg"), "one");
  await writeFile(join(root, "a.jpg"), "two");
  await utimes(join(root, "a.jpg"), new Date(), new Date(photo.mtime!));
  for (const mode of ["copy", "move"] as const) {
    const { errors } = await place(join(root, "out"), [photo, ...facesOf(photo, "Ann")], { mode });
    assert.equal(errors[0]?.code, "CONFLICT");
  }
  assert.equal(await readFile(join(root, "a.jpg"), "utf8"), "two");
});

test("a content is placed from another photo where the first is gone", async () => {
  const root = scratch();
  const records = [
    ...(await makeRecords(join(root, "a.jpg"), "same", "Ann")),
    ...(await makeRecords(join(root, "b.jpg"), "same", "Bob")),
  ];
  await rm(join(root, "a.jpg"));
  const result = await place(join(root, "out"), records);
  assert.deepEqual(placedBy(result, join(root, "out")), [["Ann/a.jpg"], ["Bob/b.jpg"]]);
});

test("a content with many photos, all gone, and many folders is given up soon", {
  timeout: 20_000,
}, async () => {
  const root = scratch();
  const shared = { kind: "photo", sha256: sha256("gone") } as const;
  const photos = Array.from({ length: 2000 }, (_, i): Photo => ({ ...shared, path: join(root, `${i}.jpg`) }));
  const persons = Array.from({ length: 1000 }, (_, i) => `${i}`);
  const result = await place(join(root, "out"), [...photos, ...facesOf(photos[0]!, ...persons)]);
  assert.deepEqual(
    result.errors.map(({ code, path }) => [code, path]),
    [["SOURCE_NOT_FOUND", join(root, "0.jpg")]],
  );
});

test("a photo without a sha256 is read; one that cannot be is an error in its place", async () => {
  const root = scratch();
  await makePhoto(join(root, "a.jpg"), "a");
  const bare = ["gone.jpg", "a.jpg"].map((name): Photo => {
    return { kind: "photo", path: join(root, name), faces: 0 };
  });
  const { records } = await place(join(root, "out"), bare, { noFaces: true });
  assert.deepEqual(
    records.map((record) => record.kind),
    ["error", "photo", "end"],
  );
  assert.deepEqual(tree(join(root, "out")), { "no_faces/a.jpg": "a" });
});

/** Records of a photo that came with its bytes from a host whose files are not here. */
function inlineRecords(path: string, content: string, ...persons: string[]): FaceRecord[] {
  const photo: Photo = {
    kind: "photo",
    path,
    sha256: sha256(content),
    size: content.length,
    mtime: "2009-02-13T23:31:30.123Z",
    faces: persons.length,
  };
  return [{ ...photo, bytes: Buffer.from(content) }, ...facesOf(photo, ...persons)];
}

for (const mode of SHARING) {
  test(`a photo that is not here is placed from its bytes in ${mode} mode`, async () => {
    const root = scratch();
    const out = join(root, "out");
    const records = [
      ...inlineRecords("/not/here/a.jpg", "a", "Ann"),
      ...inlineRecords("/not/here/b.jpg", "b", "Ann", "Bob"),
      ...inlineRecords("/not/here/c.jpg", "b", "Bob"),
    ];
    const first = await place(out, records, { mode });
    assert.deepEqual(first.errors, []);
    const expected = { "Ann/a.jpg": "a", "Ann/b.jpg": "b", "Bob/b.jpg": "b" };
    assert.deepEqual(tree(out), expected);
    const lines = snapshot(out).filter((line) => line.includes(".jpg"));
    for (const line of lines) assert.match(line, / 1234567890123000000 \d+$/);
    const second = await place(out, records, { mode });
    assert.deepEqual(second.records, first.records);
    assert.deepEqual(
      snapshot(out).filter((line) => line.includes(".jpg")),
      lines,
    );
  });
}

test("bytes that are not those of the record are a conflict", async () => {
  const [photo, face] = inlineRecords("/not/here/a.jpg", "a", "Ann");
  const out = join(scratch(), "out");
  const { errors } = await place(out, [{ ...photo, bytes: Buffer.from("b") } as Photo, face!]);
  assert.equal(errors[0]?.code, "CONFLICT");
  assert.deepEqual(tree(out), {});
});

test("a file here that only shares the path of an inline photo is neither placed nor removed", async () => {
  const root = scratch();
  const path = join(root, "a.jpg");
  await writeFile(path, "mine");
  const result = await place(join(root, "out"), inlineRecords(path, "theirs", "Ann"), { mode: "move" });
  assert.deepEqual(result.errors, []);
  assert.deepEqual(tree(root), { "a.jpg": "mine", "out/Ann/a.jpg": "theirs" });
});

test("an inline photo that is here is placed from its file", async () => {
  const root = scratch();
  const photo = await makePhoto(join(root, "a.jpg"), "a");
  const records = [{ ...photo, bytes: Buffer.from("a") }, ...facesOf(photo, "Ann")];
  await place(join(root, "out"), records, { mode: "symlink" });
  assert.deepEqual(tree(join(root, "out")), { "Ann/a.jpg": "-> ../../a.jpg" });
});
