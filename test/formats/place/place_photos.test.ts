import assert from "node:assert/strict";
import { link, lstat, mkdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exitCodeOf, type FaceRecord, type Photo } from "../../../core/mod.ts";
import { PLACE_MODES, type PlaceOptions } from "../../../formats/mod.ts";
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

const ALL = { representative: true, unknown: true, noFaces: true } as const;

/** Two persons, a group, a stranger, a landscape, two names that clash and two equal contents. */
async function makeAlbum(photos: string): Promise<FaceRecord[]> {
  const records = [
    ...(await makeRecords(join(photos, "one.jpg"), "one", "Ann")),
    ...(await makeRecords(join(photos, "two.jpg"), "two", "Ann", "Bob")),
    ...(await makeRecords(join(photos, "sub/one.jpg"), "another one", "Ann")),
    ...(await makeRecords(join(photos, "sub/copy of one.jpg"), "one", "Ann")),
    ...(await makeRecords(join(photos, "party.jpg"), "party", "Ann", "Bob", undefined, undefined)),
    ...(await makeRecords(join(photos, "stranger.jpg"), "stranger", undefined)),
    ...(await makeRecords(join(photos, "landscape.jpg"), "landscape")),
  ];
  for (const record of records) {
    if (record.kind === "face" && record.path === join(photos, "party.jpg")) record.faceRatio = 0.1;
  }
  return records;
}

/** "another one" has the lower sha256 and keeps the name; equal contents take the first of their names. */
const PLACED = {
  "Ann/_representative.jpg": "party",
  "Ann/copy of one.jpg": "one",
  "Ann/one.jpg": "another one",
  "Ann/party.jpg": "party",
  "Ann/two.jpg": "two",
  "Bob/_representative.jpg": "party",
  "Bob/party.jpg": "party",
  "Bob/two.jpg": "two",
  "group_photos/party.jpg": "party",
  "no_faces/landscape.jpg": "landscape",
  "unknown/stranger.jpg": "stranger",
};

test("photos go to their folders and the records say where", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await makeAlbum(join(root, "photos"));
  const before = snapshot(join(root, "photos"));
  const result = await place(out, records, ALL);
  assert.equal(exitCodeOf(result.report), 0);
  assert.deepEqual(tree(out), PLACED);
  assert.deepEqual(snapshot(join(root, "photos")), before);
  assert.deepEqual(placedBy(result, out), [
    ["Ann/copy of one.jpg"],
    ["Ann/two.jpg", "Bob/two.jpg"],
    ["Ann/one.jpg"],
    ["Ann/copy of one.jpg"],
    [
      "Ann/_representative.jpg",
      "Ann/party.jpg",
      "Bob/_representative.jpg",
      "Bob/party.jpg",
      "group_photos/party.jpg",
    ],
    ["unknown/stranger.jpg"],
    ["no_faces/landscape.jpg"],
  ]);
  assert.deepEqual(result.records.at(-1), { kind: "end", stage: "place", faces: 0, photos: 7, errors: 0 });
});

test("the order of the stream makes no difference", async () => {
  const root = scratch();
  const records = await makeAlbum(join(root, "photos"));
  await place(join(root, "out"), [...records].reverse(), ALL);
  assert.deepEqual(tree(join(root, "out")), PLACED);
});

for (const mode of ["copy", "hardlink", "symlink"] as const) {
  test(`a second run in ${mode} mode changes nothing and says the same`, async () => {
    const root = scratch();
    const records = await makeAlbum(join(root, "photos"));
    // One record in three does not say what lets a file be recognised without reading it.
    for (const record of records) if (record.kind === "photo" && record.faces === 1) delete record.mtime;
    const first = await place(join(root, "out"), records, { ...ALL, mode });
    const before = snapshot(root);
    const second = await place(join(root, "out"), records, { ...ALL, mode });
    assert.deepEqual(second.records, first.records);
    // The target itself held the temporary folder for a while.
    assert.deepEqual(withoutFolders(snapshot(root)), withoutFolders(before));
  });
}

function withoutFolders(lines: readonly string[]): string[] {
  return lines.filter((line) => !/^\S* 16/.test(line));
}

test("copies keep the time and the permissions, and are files of their own", async () => {
  const root = scratch();
  const path = join(root, "a.jpg");
  const records = await makeRecords(path, "a", "Ann", "Bob");
  await utimes(path, 1_000_000_000, 1_234_567_890.123);
  await place(join(root, "out"), records);
  const copies = [stat(join(root, "out/Ann/a.jpg")), stat(join(root, "out/Bob/a.jpg"))];
  const [original, ann, bob] = await Promise.all([stat(path), ...copies]);
  assert.equal(Math.round(ann!.mtimeMs), 1_234_567_890_123);
  assert.equal(ann!.mode, original!.mode);
  assert.equal(new Set([original!.ino, ann!.ino, bob!.ino]).size, 3);
});

test("hard links are the originals", async () => {
  const root = scratch();
  const path = join(root, "a.jpg");
  await symlink(path, join(root, "link.jpg"));
  const photo: Photo = { ...(await makePhoto(path, "a")), path: join(root, "link.jpg") };
  await place(join(root, "out"), [photo, ...facesOf(photo, "Ann")], { mode: "hardlink" });
  const placed = await lstat(join(root, "out/Ann/link.jpg"));
  assert.equal(placed.ino, (await stat(path)).ino);
});

test("symbolic links are relative, so that photos and folders can move together", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "album/photos/a.jpg"), "a", "Ann");
  await place(join(root, "album/out"), records, { mode: "symlink" });
  assert.deepEqual(tree(join(root, "album/out")), { "Ann/a.jpg": "-> ../../photos/a.jpg" });
});

test("a target below a symbolic link gets symbolic links that work", async () => {
  const root = scratch();
  await mkdir(join(root, "deep/er/real"), { recursive: true });
  await symlink("deep/er/real", join(root, "out"));
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await place(join(root, "out"), records, { mode: "symlink" });
  assert.equal(await readFile(join(root, "out/Ann/a.jpg"), "utf8"), "a");
  assert.equal((await place(join(root, "out"), records, { mode: "symlink" })).errors.length, 0);
  assert.deepEqual(Object.keys(tree(join(root, "deep/er/real"))), ["Ann/a.jpg"]);
});

test("a session is a subfolder", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  const result = await place(join(root, "out"), records, { session: "2024-05" });
  assert.deepEqual(placedBy(result, join(root, "out")), [["2024-05/Ann/a.jpg"]]);
});

test("options that are wrong are usage errors", async () => {
  const cases: [PlaceOptions, string][] = [
    [{ session: "../x" }, "--session"],
    [{ session: ".facepipe-tmp" }, "--session"],
    [{ groupPhotos: -1 }, "--group-photos"],
    [{ groupPhotos: 1.5 }, "--group-photos"],
    [{ mode: "steal" as "copy" }, "--mode"],
  ];
  for (const [options, param] of cases) {
    await assert.rejects(place("out", [], options), { code: "BAD_PARAM", exit: 2, param });
  }
  await assert.rejects(place("", []), { code: "BAD_PARAM" });
});

test("a dry run tells what would be done and touches nothing", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await makeAlbum(join(root, "photos"));
  const inline: Photo = { kind: "photo", path: "/elsewhere/i.jpg", sha256: sha256("i"), faces: 1 };
  records.push({ ...inline, bytes: Buffer.from("i") }, ...facesOf(inline, "Ann"));
  await mkdir(join(out, "Ann"), { recursive: true });
  await writeFile(join(out, "Ann/two.jpg"), "somebody else's");
  for (const mode of PLACE_MODES) {
    const before = snapshot(root);
    await place(out, records, { ...ALL, mode, dryRun: true });
    assert.deepEqual(snapshot(root), before);
  }
  const told = await place(out, records, { ...ALL, dryRun: true });
  assert.deepEqual((await place(out, records, ALL)).records, told.records);
});

test("a dry run tells of photos that are gone or changed", async () => {
  const root = scratch();
  const records = [
    ...(await makeRecords(join(root, "gone.jpg"), "gone", "Ann")),
    ...(await makeRecords(join(root, "changed.jpg"), "before", "Ann")),
  ];
  await rm(join(root, "gone.jpg"));
  await writeFile(join(root, "changed.jpg"), "after");
  const { errors, report } = await place(join(root, "out"), records, { dryRun: true });
  assert.deepEqual(
    errors.map(({ code }) => code),
    ["SOURCE_NOT_FOUND", "CONFLICT"],
  );
  assert.equal(exitCodeOf(report), 3);
});

test("nothing is placed where the stream fails", async () => {
  const root = scratch();
  const records: FaceRecord[] = [
    ...(await makeRecords(join(root, "a.jpg"), "a", "Ann")),
    { kind: "error", stage: "detect", path: "b.jpg", code: "EXTRACTION_ERROR", reason: "Cannot read b.jpg" },
    { kind: "photo", path: "inline.jpg", bytes: Buffer.from("inline"), faces: 1 },
    { kind: "error", stage: "detect", code: "STORAGE_ERROR", reason: "Cannot go on", fatal: true },
  ];
  const before = snapshot(root);
  const { report, records: result } = await place(join(root, "new/out"), records);
  assert.equal(exitCodeOf(report), 4);
  assert.deepEqual(result, [records[2], records[4]]);
  assert.deepEqual(snapshot(root).slice(1), before.slice(1));
});

test("failures of earlier stages are passed on in their place", async () => {
  const root = scratch();
  const failure: FaceRecord = {
    kind: "error",
    stage: "scan",
    path: "b.jpg",
    code: "EXTRACTION_ERROR",
    reason: "x",
  };
  const a = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  const c = await makeRecords(join(root, "c.jpg"), "c", "Ann");
  const { records, report } = await place(join(root, "out"), [...a, failure, ...c]);
  assert.deepEqual(
    records.map((record) => record.kind),
    ["photo", "error", "photo", "end"],
  );
  assert.equal(exitCodeOf(report), 3);
});

test("photo records keep their other fields, known or not, but not their bytes", async () => {
  const root = scratch();
  const photo = {
    ...(await makePhoto(join(root, "a.jpg"), "a")),
    width: 3,
    note: "mine",
    bytes: Buffer.from("a"),
  };
  const { photos } = await place(join(root, "out"), [photo, ...facesOf(photo, "Ann")]);
  const { bytes: _, ...rest } = photo;
  assert.deepEqual(photos, [{ ...rest, placed: [join(root, "out/Ann/a.jpg")] }]);
});

test("face records alone are enough, with or without a sha256", async () => {
  const root = scratch();
  const [, a] = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await makePhoto(join(root, "b.jpg"), "b");
  const { photos } = await place(join(root, "out"), [
    a!,
    { kind: "face", faceId: "b-0", path: join(root, "b.jpg"), person: "Bob" },
    { kind: "face", faceId: "c-0", path: join(root, "c.jpg"), person: "Cas" },
  ]);
  assert.deepEqual(photos, [
    {
      kind: "photo",
      path: join(root, "a.jpg"),
      sha256: sha256("a"),
      placed: [join(root, "out/Ann/a.jpg")],
    },
    {
      kind: "photo",
      path: join(root, "b.jpg"),
      sha256: sha256("b"),
      placed: [join(root, "out/Bob/b.jpg")],
    },
  ]);
});

test("a file of somebody else is left alone and a distinct name used, in every run", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await makeRecords(join(root, "a.jpg"), "mine", "Ann");
  await mkdir(join(out, "Ann"), { recursive: true });
  // Even where only case differs.
  await writeFile(join(out, "Ann/A.JPG"), "somebody else's");
  const name = `a-${sha256("mine").slice(0, 8)}.jpg`;
  for (let run = 0; run < 2; run++) {
    const result = await place(out, records);
    assert.deepEqual(placedBy(result, out), [[`Ann/${name}`]]);
    assert.deepEqual(tree(out), { "Ann/A.JPG": "somebody else's", [`Ann/${name}`]: "mine" });
  }
});

test("a file, a dead link or a link to a folder where a person's folder should be is left alone", async () => {
  const root = scratch();
  const out = join(root, "out");
  await mkdir(join(root, "elsewhere"));
  await mkdir(out);
  await writeFile(join(out, "Ann"), "a file");
  await symlink("../elsewhere", join(out, "Bob"));
  await symlink("nowhere", join(out, "Cas"));
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann", "Bob", "Cas");
  for (let run = 0; run < 2; run++) {
    const result = await place(out, records);
    const names = placedBy(result, out)[0]!.map((path) => path.replace(/-[0-9a-f]{8}\//, "-#/"));
    assert.deepEqual(names, ["Ann-#/a.jpg", "Bob-#/a.jpg", "Cas-#/a.jpg"]);
    assert.equal(Object.keys(tree(out)).length, 6);
    assert.deepEqual(tree(join(root, "elsewhere")), {});
  }
});

test("a growing album keeps what it has and adds the rest", async () => {
  const root = scratch();
  const out = join(root, "out");
  // The later photos have the lower sha256 and the name that sorts first.
  const [low = "", high = ""] = ["v1", "v2"].sort((a, b) => (sha256(a) < sha256(b) ? -1 : 1));
  const first = await makeRecords(join(root, "x/a.jpg"), high, "Ann");
  await place(out, first);
  const later = [
    ...(await makeRecords(join(root, "y/a.jpg"), low, "Ann")),
    ...(await makeRecords(join(root, "y/0.jpg"), high, "Ann")),
  ];
  const result = await place(out, [...first, ...later]);
  const added = `Ann/a-${sha256(low).slice(0, 8)}.jpg`;
  assert.deepEqual(placedBy(result, out), [["Ann/a.jpg"], [added], ["Ann/a.jpg"]]);
  assert.deepEqual(tree(out), { "Ann/a.jpg": high, [added]: low });
});

test("a hard link made earlier counts as placed in copy mode", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await mkdir(join(root, "out/Ann"), { recursive: true });
  await link(join(root, "a.jpg"), join(root, "out/Ann/a.jpg"));
  await place(join(root, "out"), records);
  assert.deepEqual(tree(join(root, "out")), { "Ann/a.jpg": "a" });
});

test("a symbolic link made earlier is not a copy", async () => {
  const root = scratch();
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  await place(join(root, "out"), records, { mode: "symlink" });
  await place(join(root, "out"), records, { mode: "copy" });
  assert.deepEqual(tree(join(root, "out")), {
    "Ann/a.jpg": "-> ../../a.jpg",
    [`Ann/a-${sha256("a").slice(0, 8)}.jpg`]: "a",
  });
});

test("placing into the folder of the photos, or into one below, changes no photo", async () => {
  for (const below of ["", "sorted"]) {
    const photos = join(scratch(), "photos");
    const records = [
      ...(await makeRecords(join(photos, "a.jpg"), "a", "Ann")),
      // A folder of that name with a photo of that name is there already.
      ...(await makeRecords(join(photos, below, "Ann/a.jpg"), "b", "Ann")),
    ];
    const result = await place(join(photos, below), records);
    assert.equal(result.errors.length, 0);
    const contents = tree(photos);
    assert.equal(contents["a.jpg"], "a");
    assert.equal(contents[join(below, "Ann/a.jpg")], "b");
    assert.equal(contents[join(below, `Ann/a-${sha256("a").slice(0, 8)}.jpg`)], "a");
    assert.equal(Object.keys(contents).length, 3);
  }
});

test("hostile names of persons and photos stay inside the target", async () => {
  const root = scratch();
  const out = join(root, "out");
  const persons = ["../../up", "/etc", "..", ".", "a\nb", "CON", "x".repeat(500), "\ud800", " ", "unknown"];
  const records = await makeRecords(
    join(root, "photos", `-${"é".repeat(100)} "'\n;$(x).jpg`),
    "a",
    ...persons,
  );
  const result = await place(out, records, { groupPhotos: 0 });
  assert.equal(result.errors.length, 0);
  const paths = Object.keys(tree(out));
  assert.equal(paths.length, persons.length);
  for (const path of paths) assert.match(path, /^[^/.][^/]*\/[^/]+\.jpg$/);
  assert.deepEqual(Object.keys(tree(root)).length, persons.length + 1);
});
