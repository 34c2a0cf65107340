import assert from "node:assert/strict";
import { link, mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exitCodeOf } from "../../../core/mod.ts";
import { isSameEntry } from "../../../formats/place/originals.ts";
import { sha256 } from "../../tools/noise.ts";
import { facesOf, makePhoto, makeRecords, place, tree } from "../../tools/place_fixture.ts";
import { scratch } from "../../tools/shell.ts";

const MOVE = { mode: "move" } as const;

function digits(content: string): string {
  return sha256(content).slice(0, 8);
}

test("moved photos are in all their folders and gone from where they were", async () => {
  const root = scratch();
  const records = [
    ...(await makeRecords(join(root, "photos/a.jpg"), "a", "Ann")),
    ...(await makeRecords(join(root, "photos/b.jpg"), "b", "Ann", "Bob")),
    ...(await makeRecords(join(root, "photos/nobody.jpg"), "c", undefined)),
  ];
  const { ino } = await stat(join(root, "photos/a.jpg"));
  const first = await place(join(root, "out"), records, MOVE);
  assert.equal(exitCodeOf(first.report), 0);
  const expected = {
    "out/Ann/a.jpg": "a",
    "out/Ann/b.jpg": "b",
    "out/Bob/b.jpg": "b",
    "photos/nobody.jpg": "c",
  };
  assert.deepEqual(tree(root), expected);
  assert.equal((await stat(join(root, "out/Ann/a.jpg"))).ino, ino, "one target needs no copy");

  const second = await place(join(root, "out"), records, MOVE);
  assert.deepEqual(second.records, first.records);
  assert.deepEqual(tree(root), expected);
});

test("all photos of one content are moved", async () => {
  const root = scratch();
  const records = [
    ...(await makeRecords(join(root, "in/a.jpg"), "same", "Ann")),
    ...(await makeRecords(join(root, "in/b.jpg"), "same", "Ann")),
  ];
  await link(join(root, "in/a.jpg"), join(root, "in/c.jpg"));
  records.push(...(await makeRecords(join(root, "in/c.jpg"), "same", "Ann")));
  await place(join(root, "out"), records, MOVE);
  assert.deepEqual(tree(root), { "out/Ann/a.jpg": "same" });
});

test("a photo that changed after it was scanned stays", async () => {
  const root = scratch();
  const records = [
    ...(await makeRecords(join(root, "one.jpg"), "before", "Ann")),
    ...(await makeRecords(join(root, "two.jpg"), "before too", "Ann", "Bob")),
    ...(await makeRecords(join(root, "fine.jpg"), "fine", "Ann")),
  ];
  await writeFile(join(root, "one.jpg"), "after ");
  await writeFile(join(root, "two.jpg"), "after, and longer");
  const { errors, report } = await place(join(root, "out"), records, MOVE);
  assert.deepEqual(
    errors.map(({ code, path }) => [code, path]),
    [
      ["CONFLICT", join(root, "one.jpg")],
      ["CONFLICT", join(root, "two.jpg")],
    ],
  );
  assert.equal(exitCodeOf(report), 3);
  assert.deepEqual(tree(root), {
    "one.jpg": "after ",
    "out/Ann/fine.jpg": "fine",
    "two.jpg": "after, and longer",
  });
});

test("a photo that changed after it was placed in an earlier run stays", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "before", "Ann", "Bob");
  await place(join(root, "out"), records);
  await writeFile(join(root, "a.jpg"), "edited");
  const { errors, photos } = await place(join(root, "out"), records, MOVE);
  assert.equal(errors[0]?.code, "CONFLICT");
  assert.equal(photos.length, 1);
  assert.deepEqual(tree(root), {
    "a.jpg": "edited",
    "out/Ann/a.jpg": "before",
    "out/Bob/a.jpg": "before",
  });
});

test("a target that another run damaged does not count", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "good", "Ann");
  await mkdir(join(root, "out/Ann"), { recursive: true });
  await writeFile(join(root, "out/Ann/a.jpg"), "evil");
  await place(join(root, "out"), records, MOVE);
  assert.deepEqual(tree(root), {
    "out/Ann/a.jpg": "evil",
    [`out/Ann/a-${digits("good")}.jpg`]: "good",
  });
});

test("a photo that is where it belongs is not moved onto itself", async () => {
  const root = scratch();
  const records = [
    ...(await makeRecords(join(root, "out/Ann/a.jpg"), "a", "Ann")),
    ...(await makeRecords(join(root, "out/Ann/b.jpg"), "b", "Ann", "Bob")),
  ];
  // The same folder by another way.
  await symlink("out", join(root, "other"));
  const viaLink = await makeRecords(join(root, "other/Ann/c.jpg"), "c", "Ann");
  const result = await place(join(root, "out"), [...records, ...viaLink], MOVE);
  assert.equal(result.errors.length, 0);
  assert.deepEqual(tree(join(root, "out")), {
    "Ann/a.jpg": "a",
    "Ann/b.jpg": "b",
    "Ann/c.jpg": "c",
    "Bob/b.jpg": "b",
  });
});

test("photos can change places inside the target, and a repeated run agrees", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = [
    ...(await makeRecords(join(out, "Ann/a.jpg"), "Bob's", "Bob")),
    ...(await makeRecords(join(out, "Bob/a.jpg"), "Ann's", "Ann")),
  ];
  for (let run = 0; run < 2; run++) {
    const result = await place(out, records, MOVE);
    assert.equal(result.errors.length, 0);
    assert.deepEqual(tree(out), {
      [`Ann/a-${digits("Ann's")}.jpg`]: "Ann's",
      [`Bob/a-${digits("Bob's")}.jpg`]: "Bob's",
    });
  }
});

test("an original is kept if it serves as the placed file of another photo of its content", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = [
    ...(await makeRecords(join(root, "a.jpg"), "same", "Ann")),
    ...(await makeRecords(join(out, "Ann/a.jpg"), "same", "Bob")),
  ];
  await place(out, records, MOVE);
  assert.deepEqual(tree(root), { "out/Ann/a.jpg": "same", "out/Bob/a.jpg": "same" });
});

test("moving after hard-linking removes the second name only", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann", "Bob");
  await place(join(root, "out"), records, { mode: "hardlink" });
  await place(join(root, "out"), records, MOVE);
  assert.deepEqual(tree(root), { "out/Ann/a.jpg": "a", "out/Bob/a.jpg": "a" });
});

test("moving after symlinking loses nothing", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await place(join(root, "out"), records, { mode: "symlink" });
  await place(join(root, "out"), records, MOVE);
  assert.deepEqual(tree(root), {
    "out/Ann/a.jpg": "-> ../../a.jpg",
    [`out/Ann/a-${digits("a")}.jpg`]: "a",
  });
});

test("of a photo behind a symbolic link, a copy is placed and the link is removed", async () => {
  const root = scratch();
  const real = await makePhoto(join(root, "store/real.jpg"), "a");
  await mkdir(join(root, "in"));
  await symlink("../store/real.jpg", join(root, "in/a.jpg"));
  const photo = { ...real, path: join(root, "in/a.jpg") };
  await place(join(root, "out"), [photo, ...facesOf(photo, "Ann")], MOVE);
  assert.deepEqual(tree(root), { "out/Ann/a.jpg": "a", "store/real.jpg": "a" });
  const [placed, kept] = [await stat(join(root, "out/Ann/a.jpg")), await stat(join(root, "store/real.jpg"))];
  assert.notEqual(placed.ino, kept.ino);
});

test("a symbolic link to the very file that is placed is removed, the file is not", async () => {
  const root = scratch();
  const out = join(root, "out");
  const placed = await makePhoto(join(out, "Ann/a.jpg"), "a");
  await symlink("out/Ann/a.jpg", join(root, "a.jpg"));
  const photo = { ...placed, path: join(root, "a.jpg") };
  await place(out, [photo, ...facesOf(photo, "Ann")], MOVE);
  assert.deepEqual(tree(root), { "out/Ann/a.jpg": "a" });
});

test("two names are one entry only in one folder, and only if no file system tells them apart", async () => {
  const root = scratch();
  await writeFile(join(root, "a.jpg"), "a");
  await mkdir(join(root, "sub"));
  await symlink(".", join(root, "here"));
  for (const name of ["A.jpg", "b.jpg", "sub/a.jpg"]) {
    await rm(join(root, name), { force: true });
    await link(join(root, "a.jpg"), join(root, name)).catch(() => undefined);
  }
  const isSame = (a: string, b: string) => isSameEntry(join(root, a), join(root, b));
  assert.equal(await isSame("a.jpg", "a.jpg"), true);
  assert.equal(await isSame("a.jpg", "here/a.jpg"), true);
  assert.equal(await isSame("a.jpg", "A.jpg"), true);
  assert.equal(await isSame("a.jpg", "b.jpg"), false);
  assert.equal(await isSame("a.jpg", "sub/a.jpg"), false);
});
