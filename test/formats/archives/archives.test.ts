/** @module Photos inside zip archives, hostile ones too. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import type { FaceRecord } from "../../../core/mod.ts";
import { readPhotoFile, type ScanOptions, scanPhotos } from "../../../formats/mod.ts";
import { scratch } from "../../tools/shell.ts";
import { type Member, zip } from "../../tools/zip_writer.ts";

const folder = scratch();
const photo = await sharp({ create: { width: 12, height: 8, channels: 3, background: "#486" } })
  .jpeg()
  .toBuffer();
const other = await sharp({ create: { width: 9, height: 7, channels: 3, background: "#864" } })
  .png()
  .toBuffer();

function archive(name: string, members: Member[]): string {
  const path = join(folder, name);
  writeFileSync(path, zip(members));
  return path;
}

async function scan(paths: string[], options?: ScanOptions): Promise<FaceRecord[]> {
  const records: FaceRecord[] = [];
  for await (const record of scanPhotos(paths, options)) records.push(record);
  return records;
}

/** What became of each photo, by its path in the folder. */
async function outcomes(paths: string[], options?: ScanOptions): Promise<string[]> {
  return (await scan(paths, options)).map((record) => {
    if (record.kind === "error") return `${record.code}: ${record.reason.replaceAll(`${folder}/`, "")}`;
    return record.kind === "photo" ? record.path.replace(`${folder}/`, "") : record.kind;
  });
}

const ALBUM: Member[] = [
  { name: "z.jpg", bytes: photo },
  { name: "2019/", bytes: Buffer.alloc(0) },
  { name: "2019/a.png", bytes: other, deflate: true },
  { name: "2019/notes.txt", bytes: Buffer.from("no photo") },
  { name: "__MACOSX/._z.jpg", bytes: Buffer.from("resource fork") },
  { name: "Jörg.jpg", bytes: photo },
];

test("an archive that is named is listed as a folder is", async () => {
  const path = archive("album.zip", ALBUM);
  assert.deepEqual(await outcomes([path]), [
    "album.zip!/2019/a.png",
    "album.zip!/Jörg.jpg",
    "album.zip!/z.jpg",
  ]);
  assert.deepEqual(await outcomes([path], { flat: true, exclude: ["z.*"] }), ["album.zip!/Jörg.jpg"]);
  assert.deepEqual(await outcomes([path], { since: new Date("2020-02-04") }), []);
  assert.deepEqual(await outcomes([join(folder, "*.zip")], { extensions: ["png"] }), [
    "album.zip!/2019/a.png",
  ]);
});

test("a record is that of the photo, whichever way it is packed", async () => {
  const path = archive("records.zip", ALBUM);
  const [first] = await scan([path], { inline: true });
  assert.deepEqual(first, {
    kind: "photo",
    path: `${path}!/2019/a.png`,
    sha256: createHash("sha256").update(other).digest("hex"),
    size: other.length,
    mtime: "2020-02-03T04:05:06.000Z",
    width: 9,
    height: 7,
    orientation: 1,
    bytes: other,
  });
  assert.deepEqual((await readPhotoFile(`${path}!/z.jpg`)).bytes, photo);
});

test("in folders archives are left alone, unless asked for", async () => {
  const album = join(folder, "with_archives");
  mkdirSync(album);
  writeFileSync(join(album, "old.ZIP"), zip([{ name: "a.jpg", bytes: photo }]));
  writeFileSync(join(album, "new.jpg"), photo);
  assert.deepEqual(await outcomes([album]), ["with_archives/new.jpg"]);
  assert.deepEqual(await outcomes([album], { archives: true }), [
    "with_archives/new.jpg",
    "with_archives/old.ZIP!/a.jpg",
  ]);
});

test("a folder may be called as archives are spelled", async () => {
  const odd = join(folder, "odd.zip!");
  mkdirSync(odd);
  writeFileSync(join(odd, "a.jpg"), photo);
  archive("odd.zip", [{ name: "a.jpg", bytes: other }]);
  assert.deepEqual((await readPhotoFile(join(odd, "a.jpg"))).bytes, photo);
  const nested = join(folder, "odd.zip!", "album.zip");
  writeFileSync(nested, zip([{ name: "b.jpg", bytes: other }]));
  assert.deepEqual(await outcomes([nested]), ["odd.zip!/album.zip!/b.jpg"]);
});

test("every member that cannot be read has an error, and the others are read", async () => {
  const bomb = Buffer.alloc(2 ** 22);
  const path = archive("hostile.zip", [
    { name: "../outside.jpg", bytes: photo },
    { name: "/etc/absolute.jpg", bytes: photo },
    { name: "C:\\windows.jpg", bytes: photo },
    { name: "bomb.jpg", bytes: bomb, deflate: true },
    { name: "empty.jpg", bytes: Buffer.alloc(0) },
    { name: "good.jpg", bytes: photo, deflate: true },
    { name: "longer.jpg", bytes: photo, deflate: true, statedSize: photo.length - 1 },
    { name: "secret.jpg", bytes: photo, deflate: true, flags: 1 },
    { name: "sum.jpg", bytes: photo, statedCrc: 1 },
    { name: "text.jpg", bytes: Buffer.from("I am a text") },
    { name: "twice.jpg", bytes: photo },
    { name: "twice.jpg", bytes: other },
  ]);
  const of = (name: string) => `Cannot read photo hostile.zip!/${name}`;
  assert.deepEqual(await outcomes([path]), [
    `EXTRACTION_ERROR: ${of("../outside.jpg")}: its name leads out of the archive`,
    `EXTRACTION_ERROR: ${of("/etc/absolute.jpg")}: its name leads out of the archive`,
    `EXTRACTION_ERROR: ${of("C:\\windows.jpg")}: its name leads out of the archive`,
    `OVER_CAPACITY: ${of("bomb.jpg")}: it unpacks to over 200 times its size`,
    `EXTRACTION_ERROR: ${of("empty.jpg")}: the file is empty`,
    "hostile.zip!/good.jpg",
    `EXTRACTION_ERROR: ${of("longer.jpg")}: it is damaged (too many bytes in the stream. expected ${photo.length - 1}. got at least ${photo.length})`,
    `EXTRACTION_ERROR: ${of("secret.jpg")}: it is encrypted`,
    `EXTRACTION_ERROR: ${of("sum.jpg")}: it is damaged (its checksum is wrong)`,
    `EXTRACTION_ERROR: ${of("text.jpg")}: it is not a photo in a format that can be read`,
    `CONFLICT: ${of("twice.jpg")}: the archive has several members of this name`,
  ]);
});

test("an archive that is damaged or made to harm has one error", async () => {
  const whole = zip(ALBUM);
  const cut = join(folder, "cut.zip");
  writeFileSync(cut, whole.subarray(0, whole.length - 30));
  const wrong = join(folder, "photo.zip");
  writeFileSync(wrong, photo);
  const overlap = archive("overlap.zip", [
    { name: "a.jpg", bytes: photo },
    { name: "b.jpg", bytes: photo, statedStart: 0 },
  ]);
  assert.deepEqual(
    await outcomes([cut, wrong, overlap, join(folder, "gone.zip"), join(folder, "gone.zip!/a.jpg")]),
    [
      "EXTRACTION_ERROR: Cannot list cut.zip: it is no zip archive, or it ends early",
      // The content decides.
      "photo.zip",
      "OVER_CAPACITY: Cannot list overlap.zip: its members overlap",
      "SOURCE_NOT_FOUND: Cannot list gone.zip: no such file or folder",
      "SOURCE_NOT_FOUND: Cannot list gone.zip!/a.jpg: no such file or folder",
    ],
  );
  for (const name of ["album.zip!/none.jpg", "gone.zip!/a.jpg"]) {
    await assert.rejects(readPhotoFile(join(folder, name)), { code: "SOURCE_NOT_FOUND" });
  }
});

test("an archive that changes is read anew", async () => {
  const path = archive("changing.zip", [{ name: "a.jpg", bytes: photo }]);
  assert.equal((await scan([path])).length, 1);
  writeFileSync(
    path,
    zip([
      { name: "b.png", bytes: other },
      { name: "c.jpg", bytes: photo },
    ]),
  );
  assert.deepEqual(await outcomes([path]), ["changing.zip!/b.png", "changing.zip!/c.jpg"]);
});

test("damaged archives end soon, in errors or photos", async () => {
  const bytes = zip(ALBUM);
  const path = join(folder, "mutant.zip");
  for (let at = 4; at < bytes.length; at += 11) {
    const mutant = Buffer.from(bytes);
    mutant[at]! ^= 0xff;
    writeFileSync(path, mutant);
    for (const outcome of await outcomes([path])) {
      assert.match(outcome, /^(mutant\.zip!\/|[A-Z_]+: Cannot (read photo|list) mutant\.zip)/);
    }
  }
});
