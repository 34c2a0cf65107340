import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { type Box, type Face, type FaceRecord, newReport, type Photo, runStage } from "../../../core/mod.ts";
import { type PlaceOptions, readPlacedFolder, undoPlacing } from "../../../formats/mod.ts";
import { findRdf } from "../../../formats/xmp/rdf.ts";
import { readMarkedFaces } from "../../../formats/xmp/read_regions.ts";
import { parseXml } from "../../../formats/xmp/xml.ts";
import { noExiftool, readPeople } from "../../tools/exiftool.ts";
import { facesOf, makePhoto, place, placedBy, tree } from "../../tools/place_fixture.ts";
import { scratch } from "../../tools/shell.ts";
import { streamOf } from "../../tools/streams.ts";

const BOXES: Box[] = [
  [10, 10, 30, 30],
  [60, 10, 80, 30],
];

/** A photo with faces, as `detect` and `group` would describe it. */
async function album(
  path: string,
  content: string | Uint8Array,
  ...persons: (string | undefined)[]
): Promise<FaceRecord[]> {
  const photo: Photo = {
    ...(await makePhoto(path, content, persons.length)),
    width: 100,
    height: 50,
    orientation: 1,
  };
  const faces = facesOf(photo, ...persons).map((face, i): Face => ({ ...face, bbox: BOXES[i]! }));
  return [photo, ...faces];
}

/** Names in an XMP file, by the schema of the Metadata Working Group; unnamed faces as "". */
async function namesIn(path: string): Promise<string[]> {
  const [group] = readMarkedFaces(findRdf(await parseXml(await readFile(path, "utf8")))!);
  return group!.faces.map(({ name = "" }) => name);
}

async function undo(out: string): Promise<string[]> {
  const errors: string[] = [];
  for await (const record of runStage("place", () => undoPlacing(out), streamOf(), newReport("source"))) {
    if (record.kind === "error") errors.push(record.reason);
  }
  return errors;
}

const FULL: PlaceOptions = { xmp: "full", groupPhotos: 0 };

/** An XMP file of another program. */
function foreign(rating: number): string {
  return `<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<!-- mine --><rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='${rating}' xmp:Label='"q"'/></rdf:RDF></x:xmpmeta>`;
}

test("each placed photo gets a file beside it, with all of its faces; numbers are no names", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await album(join(root, "a.jpg"), "a", "Ann", "person-0002");
  await chmod(join(root, "a.jpg"), 0o640);
  const result = await place(out, records, FULL);
  assert.deepEqual(placedBy(result, out), [
    ["Ann/a.jpg", "Ann/a.jpg.xmp", "person-0002/a.jpg", "person-0002/a.jpg.xmp"],
  ]);
  assert.deepEqual(await namesIn(join(out, "Ann/a.jpg.xmp")), ["Ann", ""]);
  assert.equal(statSync(join(out, "Ann/a.jpg.xmp")).mode & 0o777, 0o640);
  const again = await place(out, records, FULL);
  assert.deepEqual(placedBy(again, out), placedBy(result, out));
  assert.deepEqual(await undo(out), []);
  assert.ok(!existsSync(out));
});

test("a dry run names the files and writes none", async () => {
  const root = scratch();
  const out = join(root, "out");
  const result = await place(out, await album(join(root, "a.jpg"), "a", "Ann"), { ...FULL, dryRun: true });
  assert.deepEqual(placedBy(result, out), [["Ann/a.jpg", "Ann/a.jpg.xmp"]]);
  assert.ok(!existsSync(out));
});

test("the stem alone, unless another photo has it", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = [
    ...(await album(join(root, "a.jpg"), "a", "Ann")),
    ...(await album(join(root, "b.jpg"), "b", "Ann")),
    ...(await album(join(root, "B.png"), "c", "Ann")),
  ];
  await place(out, records, { ...FULL, xmp: "stem" });
  assert.deepEqual(Object.keys(tree(join(out, "Ann"))), [
    "B.png",
    "B.png.xmp",
    "a.jpg",
    "a.xmp",
    "b.jpg",
    "b.jpg.xmp",
  ]);
});

test("what others wrote stays in the file, a name of theirs too, and undoing brings it back", async () => {
  const root = scratch();
  const out = join(root, "out");
  const sidecar = join(out, "Ann/a.jpg.xmp");
  const records = await album(join(root, "photos/a.jpg"), "a", "Ann");
  await mkdir(join(out, "Ann"), { recursive: true });
  await writeFile(sidecar, foreign(4));
  await place(out, records, FULL);
  const text = await readFile(sidecar, "utf8");
  assert.match(text, /<!-- mine -->.*xmp:Rating="4" xmp:Label='"q"'/s);
  assert.deepEqual(await namesIn(sidecar), ["Ann"]);
  assert.deepEqual(await undo(out), []);
  assert.deepEqual(tree(out), { "Ann/a.jpg.xmp": foreign(4) });

  await place(out, records, FULL);
  await writeFile(sidecar, (await readFile(sidecar, "utf8")).replaceAll("Ann", "Bea"));
  const notes: string[] = [];
  await place(out, records, { ...FULL, onNote: (note) => notes.push(note) });
  assert.deepEqual(await namesIn(sidecar), ["Bea"]);
  assert.deepEqual([...new Set(notes)], [`${sidecar} calls Ann Bea, which stays`]);
});

test("what an earlier run wrote is written anew, and undone step by step", async () => {
  const root = scratch();
  const out = join(root, "out");
  const sidecar = join(out, "Ann/a.jpg.xmp");
  await mkdir(join(out, "Ann"), { recursive: true });
  await writeFile(sidecar, foreign(4));
  await place(out, await album(join(root, "a.jpg"), "a", "Ann", "Bob"), FULL);
  const first = tree(out);
  await place(out, await album(join(root, "a.jpg"), "a", "Ann", "Cleo"), FULL);
  const text = await readFile(sidecar, "utf8");
  assert.deepEqual(await namesIn(sidecar), ["Ann", "Cleo"]);
  assert.ok(!text.includes("Bob") && text.includes("Rating"));
  assert.deepEqual(await undo(out), []);
  assert.deepEqual(tree(out), first);
  assert.deepEqual(await undo(out), []);
  assert.deepEqual(tree(out), { "Ann/a.jpg.xmp": foreign(4) });
  assert.ok(!existsSync(join(out, ".facepipe")));
});

test("a file that was changed since is left", async () => {
  const root = scratch();
  const out = join(root, "out");
  const sidecar = join(out, "Ann/a.jpg.xmp");
  await place(out, await album(join(root, "a.jpg"), "a", "Ann"), FULL);
  await writeFile(sidecar, "mine");
  assert.deepEqual(await undo(out), [`Cannot remove ${sidecar}: it was changed after it was written`]);
  assert.deepEqual(tree(out), { "Ann/a.jpg.xmp": "mine" });
});

test("the file of the original is what a new one begins with, and stays as it is", async () => {
  const root = scratch();
  const out = join(root, "out");
  await writeFile(join(root, "a.xmp"), foreign(3));
  const records = await album(join(root, "a.jpg"), "a", "Ann");
  await place(out, records, FULL);
  assert.match(await readFile(join(out, "Ann/a.jpg.xmp"), "utf8"), /Rating="3"/);
  assert.equal(await readFile(join(root, "a.xmp"), "utf8"), foreign(3));
});

test("regions of other programs go along, and name faces that have no name", async () => {
  const root = scratch();
  const out = join(root, "out");
  const [photo, ...faces] = await album(join(root, "a.jpg"), "a", "Ann", "person-0002");
  const regions = [
    { name: "Not Ann", bbox: [9, 9, 31, 31] },
    { name: "Zoë", bbox: [58, 8, 82, 32] },
    { name: "Missed", bbox: [40, 30, 50, 45] },
  ];
  await place(out, [{ ...photo, regions } as Photo, ...faces], FULL);
  assert.deepEqual(await namesIn(join(out, "Ann/a.jpg.xmp")), ["Ann", "Zoë", "Missed"]);
});

test("files that cannot be merged are left, the photos placed all the same", async () => {
  const root = scratch();
  const out = join(root, "out");
  await mkdir(join(out, "Ann/d.jpg.xmp"), { recursive: true });
  await writeFile(join(out, "Ann/a.jpg.xmp"), "no XML");
  await writeFile(join(out, "Ann/b.jpg.xmp"), Buffer.from(`${foreign(1)}<!-- \xff -->`, "latin1"));
  await writeFile(join(out, "Ann/c.jpg.xmp"), "<x/>");
  await writeFile(join(root, "precious"), foreign(5));
  await symlink("../../precious", join(out, "Ann/e.jpg.xmp"));
  const before = tree(out);
  const records = await Promise.all(
    ["a", "b", "c", "d", "e", "f"].map((name) => album(join(root, `${name}.jpg`), name, "Ann")),
  );
  const { errors, photos } = await place(out, records.flat(), { ...FULL, mode: "move" });
  assert.deepEqual(
    errors.map(({ reason }) => reason.replaceAll(`${out}/`, "")),
    [
      "Cannot write Ann/a.jpg.xmp: it is no well-formed XML: line 1: Start tag expected",
      "Cannot write Ann/b.jpg.xmp: it is no valid UTF-8",
      "Cannot write Ann/c.jpg.xmp: it has no rdf:RDF",
      "Cannot write Ann/d.jpg.xmp: something that is no file has its name",
      "Cannot write Ann/e.jpg.xmp: something that is no file has its name",
    ],
  );
  assert.equal(photos.length, 6);
  const after = tree(out);
  for (const [path, content] of Object.entries(before)) assert.equal(after[path], content, path);
  assert.equal(await readFile(join(root, "precious"), "utf8"), foreign(5));
  // A photo of which something failed stays where it was.
  assert.deepEqual([existsSync(join(root, "a.jpg")), existsSync(join(root, "f.jpg"))], [true, false]);
});

test("learn does not take the files for photos", async () => {
  const root = scratch();
  const out = join(root, "out");
  await place(out, await album(join(root, "a.jpg"), "a", "person-0001"), FULL);
  await rename(join(out, "person-0001"), join(out, "Ann"));
  const { found } = await readPlacedFolder(out);
  assert.deepEqual(
    found.map(({ path }) => path),
    ["Ann/a.jpg"],
  );
});

test("in layouts of several folders, undoing does not follow a link that took a folder's place", async () => {
  const root = scratch();
  const out = join(root, "out");
  const options: PlaceOptions = { ...FULL, layout: "{person}/{year}/{name}" };
  await place(out, await album(join(root, "a.jpg"), "a", "Ann"), options);
  assert.deepEqual(Object.keys(tree(out)), ["Ann/undated/a.jpg", "Ann/undated/a.jpg.xmp"]);
  await rename(join(out, "Ann"), join(root, "elsewhere"));
  await symlink("../elsewhere", join(out, "Ann"));
  assert.deepEqual(await undo(out), []);
  assert.deepEqual(Object.keys(tree(join(root, "elsewhere"))), ["undated/a.jpg", "undated/a.jpg.xmp"]);
});

test("a link in the place of a folder is not placed into", async () => {
  const root = scratch();
  const out = join(root, "out");
  await mkdir(join(root, "elsewhere"));
  await mkdir(join(out, "Ann"), { recursive: true });
  await symlink("../../elsewhere", join(out, "Ann/undated"));
  const options: PlaceOptions = { ...FULL, layout: "{person}/{year}/{name}" };
  const result = await place(out, await album(join(root, "a.jpg"), "a", "Ann"), options);
  assert.match(placedBy(result, out)[0]![0]!, /^Ann\/undated-[0-9a-f]{8}\/a\.jpg$/);
  assert.deepEqual(tree(join(root, "elsewhere")), {});
});

test("into the placed copies: originals and runs without it are as before", {
  skip: noExiftool,
}, async () => {
  const root = scratch();
  const out = join(root, "out");
  const bytes = await sharp({ create: { width: 100, height: 50, channels: 3, background: "#888" } })
    .jpeg()
    .toBuffer();
  const original = join(root, "a.jpg");
  const records = await album(original, bytes, "Ann", undefined);
  const before = statSync(original, { bigint: true });
  const options: PlaceOptions = { xmp: "file", groupPhotos: 0 };
  assert.deepEqual(placedBy(await place(out, records, options), out), [["Ann/a.jpg"]]);
  const people = await readPeople(join(out, "Ann/a.jpg"));
  assert.deepEqual(
    people.RegionInfo!.RegionList.map(({ Name }) => Name),
    ["Ann", undefined],
  );
  assert.deepEqual(people.RegionInfo!.RegionList[0]!.Area, {
    X: 0.2,
    Y: 0.4,
    W: 0.2,
    H: 0.4,
    Unit: "normalized",
  });
  assert.deepEqual(await readFile(original), bytes);
  const after = statSync(original, { bigint: true });
  assert.deepEqual([after.ino, after.mtimeNs, after.ctimeNs], [before.ino, before.mtimeNs, before.ctimeNs]);
  const placed = statSync(join(out, "Ann/a.jpg"), { bigint: true });
  assert.equal(placed.mtimeNs / 1000n, after.mtimeNs / 1000n);

  const tagged = tree(out);
  for (const again of [options, { groupPhotos: 0 }]) {
    assert.deepEqual(placedBy(await place(out, records, again), out), [["Ann/a.jpg"]]);
    assert.deepEqual(tree(out), tagged);
  }
  const { found } = await readPlacedFolder(out);
  assert.deepEqual(
    found.map(({ was }) => was),
    ["Ann/a.jpg"],
  );
  assert.deepEqual(await undo(out), []);
  assert.ok(!existsSync(out));
});

test("into the copies: photos that ExifTool cannot write fail one by one, modes that make none as a whole", {
  skip: noExiftool,
}, async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = [
    ...(await album(join(root, "a.jpg"), "no photo", "Ann")),
    ...(await album(
      join(root, "b.jpg"),
      await sharp({ create: { width: 100, height: 50, channels: 3, background: "#888" } })
        .jpeg()
        .toBuffer(),
      "Ann",
    )),
  ];
  const { errors, photos } = await place(out, records, { xmp: "file" });
  assert.match(errors[0]!.reason, /^Cannot write names into a copy of photo .*a\.jpg: ExifTool says ".*"$/);
  assert.equal(photos.length, 1);
  assert.deepEqual(Object.keys(tree(out)), ["Ann/b.jpg"]);
  await rm(out, { recursive: true });
  for (const mode of ["move", "hardlink", "symlink"] as const) {
    await assert.rejects(
      async () => place(out, records, { xmp: "file", mode }),
      /makes no copies of the originals/,
    );
  }
});
