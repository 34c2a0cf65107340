import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { exitCodeOf, type FaceRecord, type Photo } from "../../../core/mod.ts";
import { mountMemory, remount } from "../../tools/mount.ts";
import { sha256 } from "../../tools/noise.ts";
import { ROOT } from "../../tools/paths.ts";
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

const MEGABYTE = 1 << 20;

/** Photos of 100 kB, more than fit on the disk. */
async function makeBigAlbum(folder: string): Promise<FaceRecord[]> {
  const records: FaceRecord[] = [];
  for (let i = 0; i < 20; i++) {
    const photo = await makePhoto(join(folder, `${i}.jpg`), Buffer.alloc(100_000, i));
    records.push(photo, ...facesOf(photo, "Ann"));
  }
  return records;
}

for (const mode of ["copy", "move"] as const) {
  test(`a full disk ends a ${mode} with what was placed whole, and a repeated run goes on`, async (t) => {
    const root = mountMemory(t, "disk", `size=${MEGABYTE}`);
    if (root === undefined) return;
    const disk = join(root, "disk");
    const records = await makeBigAlbum(join(root, "photos"));
    const originals = tree(join(root, "photos"));
    const { report } = await place(join(disk, "out"), records, { mode });
    assert.equal(exitCodeOf(report), 6);
    assert.match(report.fatal!.message, /: the disk is full$/);
    assert.deepEqual(tree(join(root, "photos")), originals);
    assert.deepEqual((await readdir(join(disk, "out"))).sort(), [".facepipe", "Ann"]);
    for (const [path, content] of Object.entries(tree(join(disk, "out/Ann")))) {
      assert.equal(content, originals[path]);
    }

    remount(disk, "size=4m");
    const again = await place(join(disk, "out"), records, { mode });
    assert.equal(exitCodeOf(again.report), 0);
    assert.deepEqual(tree(join(disk, "out/Ann")), originals);
    assert.deepEqual(tree(join(root, "photos")), mode === "move" ? {} : originals);
  });
}

test("a disk that photos from elsewhere fill ends the run before anything is placed", async (t) => {
  const root = mountMemory(t, "disk", `size=${MEGABYTE}`);
  if (root === undefined) return;
  const records = Array.from({ length: 20 }, (_, i): FaceRecord => {
    const bytes = Buffer.alloc(100_000, i);
    return { kind: "photo", path: `/not/here/${i}.jpg`, sha256: sha256(bytes), faces: 0, bytes };
  });
  const { report } = await place(join(root, "disk/out"), records, { noFaces: true });
  assert.equal(exitCodeOf(report), 6);
  assert.deepEqual(await readdir(join(root, "disk")), []);
});

test("a read-only target is a storage error before the stream is read", async (t) => {
  const root = mountMemory(t, "disk", "size=1m");
  if (root === undefined) return;
  const disk = join(root, "disk");
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await place(join(disk, "out"), records);
  remount(disk, "ro");
  const { report } = await place(join(disk, "out"), records);
  assert.equal(exitCodeOf(report), 6);
  assert.equal(report.fatal?.message, `Cannot place into ${join(disk, "out")}: the file system is read-only`);
  assert.equal((await place(join(disk, "out"), records, { dryRun: true })).errors.length, 0);
  assert.equal(exitCodeOf((await place(join(disk, "new"), records)).report), 6);
});

test("a target that is a file, or below one, is a storage error", async () => {
  const root = scratch();
  await writeFile(join(root, "file"), "x");
  for (const out of ["file", "file/out"]) {
    const { report } = await place(join(root, out), []);
    assert.equal(exitCodeOf(report), 6);
    assert.match(report.fatal!.message, /not a folder$/);
  }
  assert.deepEqual(tree(root), { file: "x" });
});

test("something else in place of the temporary folder is left alone", async () => {
  const root = scratch();
  await mkdir(join(root, "precious"));
  await writeFile(join(root, "precious/draft-1"), "x");
  await symlink("precious", join(root, ".facepipe-tmp"));
  const { report } = await place(root, []);
  assert.equal(exitCodeOf(report), 6);
  assert.deepEqual(tree(root), { ".facepipe-tmp": "-> precious", "precious/draft-1": "x" });
});

test("files of others in the temporary folder are left alone", async () => {
  const root = scratch();
  await mkdir(join(root, ".facepipe-tmp"));
  await writeFile(join(root, ".facepipe-tmp/notes.txt"), "x");
  await writeFile(join(root, ".facepipe-tmp/draft-17"), "left by a killed run");
  assert.equal(exitCodeOf((await place(root, [])).report), 0);
  assert.deepEqual(tree(root), { ".facepipe-tmp/notes.txt": "x" });
});

test("a photo on another file system cannot be hard-linked, but copied and moved", async (t) => {
  const root = mountMemory(t, "disk", "size=1m");
  if (root === undefined) return;
  const path = join(root, "disk/a.jpg");
  const records = await makeRecords(path, "a", "Ann");
  const { errors, report } = await place(join(root, "out"), records, { mode: "hardlink" });
  assert.equal(exitCodeOf(report), 3);
  assert.equal(
    errors[0]?.reason,
    `Cannot hard-link photo ${path}: it lies on another file system; try --mode copy`,
  );
  await place(join(root, "out"), records, { mode: "move" });
  assert.deepEqual(tree(join(root, "out")), { "Ann/a.jpg": "a" });
  assert.deepEqual(tree(join(root, "disk")), {});
});

test("a person's folder on another file system fails alone, and the original stays", async (t) => {
  const root = mountMemory(t, "out/Bob", "size=1m");
  if (root === undefined) return;
  const out = join(root, "out");
  const records = [
    ...(await makeRecords(join(root, "a.jpg"), "a", "Ann", "Bob")),
    ...(await makeRecords(join(root, "b.jpg"), "b", "Ann")),
  ];
  const result = await place(out, records, { mode: "move" });
  assert.deepEqual(
    result.errors.map(({ code, path }) => [code, path]),
    [["STORAGE_ERROR", join(root, "a.jpg")]],
  );
  assert.deepEqual(placedBy(result, out), [["Ann/a.jpg"], ["Ann/b.jpg"]]);
  assert.deepEqual(tree(root), { "a.jpg": "a", "out/Ann/a.jpg": "a", "out/Ann/b.jpg": "b" });
});

test("an original that the system does not let go stays, and the record says so", async (t) => {
  const root = mountMemory(t, "disk", "size=1m");
  if (root === undefined) return;
  const disk = join(root, "disk");
  const records = await makeRecords(join(disk, "a.jpg"), "a", "Ann");
  remount(disk, "ro");
  const { errors, photos, report } = await place(join(root, "out"), records, { mode: "move" });
  assert.equal(exitCodeOf(report), 3);
  assert.equal(photos.length, 1);
  assert.equal(
    errors[0]?.reason,
    `Cannot remove photo ${join(disk, "a.jpg")} after copying it: the file system is read-only`,
  );
});

test("where a file system cannot clone files, reflink mode says so before the stream is read", async (t) => {
  const root = mountMemory(t, "disk", "size=1m");
  if (root === undefined) return;
  const { report } = await place(join(root, "disk/out"), [], { mode: "reflink" });
  assert.equal(exitCodeOf(report), 6);
  assert.equal(
    report.fatal?.message,
    `Cannot use --mode reflink in ${join(root, "disk/out")}: its file system has no reflinks; try --mode copy`,
  );
  assert.deepEqual(await readdir(join(root, "disk")), []);
});

test("clones are made where the file system can", async (t) => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  const { report } = await place(join(root, "out"), records, { mode: "reflink" });
  if (report.fatal !== undefined) {
    t.skip("the file system of the temporary folder has no reflinks");
    return;
  }
  assert.deepEqual(tree(join(root, "out")), { "Ann/a.jpg": "a" });
  const before = snapshot(join(root, "out/Ann"));
  await place(join(root, "out"), records, { mode: "reflink" });
  assert.deepEqual(snapshot(join(root, "out/Ann")).slice(1), before.slice(1));
});

/** Runs the stage as a user who is not allowed everything; undefined where that cannot be done. */
function placeAsNobody(t: TestContext, out: string, records: string, options = {}) {
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const child = join(ROOT, "dist/test/tools/place_child.js");
  const args = [child, out, records, JSON.stringify(options)];
  const { status, stdout } = spawnSync(process.execPath, args, { ...user, encoding: "utf8" });
  if (!stdout?.startsWith("ready\n")) {
    t.skip("another user cannot run the tests' programs");
    return undefined;
  }
  const lines = stdout.split("\n").slice(1, -1);
  return { status, records: lines.map((line) => JSON.parse(line) as FaceRecord) };
}

test("what permissions forbid fails: one photo, one folder, or the target", async (t) => {
  const root = scratch();
  const out = join(root, "out");
  await chmod(root, 0o777);
  const records = [
    ...(await makeRecords(join(root, "secret.jpg"), "secret", "Ann")),
    ...(await makeRecords(join(root, "open.jpg"), "open", "Ann", "Bob")),
  ];
  await chmod(join(root, "secret.jpg"), 0o000);
  await mkdir(join(out, "Bob"), { recursive: true });
  await chmod(out, 0o777);
  await chmod(join(out, "Bob"), 0o555);
  const list = join(root, "records.ndjson");
  await writeFile(list, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const result = placeAsNobody(t, out, list);
  if (result === undefined) return;
  assert.equal(result.status, 3);
  assert.deepEqual(
    result.records.map((record) => (record.kind === "error" ? `${record.code} ${record.path}` : record.kind)),
    [`STORAGE_ERROR ${join(root, "secret.jpg")}`, `STORAGE_ERROR ${join(root, "open.jpg")}`, "photo", "end"],
  );
  assert.deepEqual((result.records[2] as Photo).placed, [join(out, "Ann/open.jpg")]);

  await rm(join(out, "Ann"), { recursive: true });
  await chmod(out, 0o555);
  if (process.getuid?.() === 0) await chown(out, 0, 0);
  const refused = placeAsNobody(t, out, list)!;
  assert.equal(refused.status, 6);
  const [fatal] = refused.records;
  assert.equal(fatal?.kind === "error" && fatal.reason, `Cannot place into ${out}: permission denied`);
  await chmod(out, 0o777);
});
