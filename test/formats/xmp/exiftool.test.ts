/**
 * What others write is read, and what is written others read, with ExifTool as the other.
 * @module
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { before, describe, test } from "node:test";
import sharp from "sharp";
import type { Box, Photo } from "../../../core/mod.ts";
import { scanPhotos } from "../../../formats/mod.ts";
import { writeFaces } from "../../../formats/xmp/write_regions.ts";
import { exiftool, noExiftool, readPeople } from "../../tools/exiftool.ts";
import { scratch } from "../../tools/shell.ts";
import { collect } from "../../tools/streams.ts";
import { BOXES, makeTurned, type TurnedPhoto, UPRIGHT } from "../../tools/turned_photos.ts";

const NAMES = ['Ann & "O\'Neil" <x>', "Zoë 李"];
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

const folder = scratch();
const photos: TurnedPhoto[] = [];
const isReady = noExiftool === false;

before(async () => {
  if (!isReady) return;
  for (const orientation of ORIENTATIONS) {
    photos.push(await makeTurned(join(folder, `${orientation}.jpg`), orientation));
  }
});

test("the photos of these tests are seen upright by libvips", { skip: noExiftool }, async () => {
  for (const { path } of photos) {
    const { data, info } = await sharp(path).autoOrient().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [UPRIGHT.width, UPRIGHT.height]);
    const [x, y] = [80, 80];
    assert.ok(data[(y * info.width + x) * info.channels]! > 240, path);
    assert.ok(data[(y * info.width + x) * info.channels + 2]! < 15, path);
  }
});

/** The regions that a scan finds. */
async function regionsOf(path: string): Promise<NonNullable<Photo["regions"]>> {
  const [photo, ...more] = await collect(scanPhotos([path], { regions: true }));
  assert.equal(more.length, 0);
  assert.ok(photo?.kind === "photo", JSON.stringify(photo));
  assert.deepEqual([photo.width, photo.height], [UPRIGHT.width, UPRIGHT.height]);
  return photo.regions ?? [];
}

/** Both boxes, to a pixel, by name. */
function assertBoth(regions: NonNullable<Photo["regions"]>, what: string): void {
  assert.deepEqual(
    regions.map(({ name }) => name),
    NAMES,
    what,
  );
  for (const [i, { bbox }] of regions.entries()) assertNear(bbox as Box, BOXES[i]!, 0.6, what);
}

function assertNear(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
  what: string,
): void {
  const isNear = actual.every((value, i) => Math.abs(value - expected[i]!) <= tolerance);
  assert.ok(isNear && actual.length === expected.length, `${what}: ${actual} instead of ${expected}`);
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** What ExifTool is given to write regions of the Metadata Working Group. */
function workingGroup({ width, height, stored }: TurnedPhoto, digits: number, size = { width, height }) {
  const regions = stored.map(([x1, y1, x2, y2], i) => ({
    Area: {
      X: round((x1 + x2) / 2 / width, digits),
      Y: round((y1 + y2) / 2 / height, digits),
      W: round((x2 - x1) / width, digits),
      H: round((y2 - y1) / height, digits),
      Unit: "normalized",
    },
    Name: NAMES[i],
    Type: "Face",
  }));
  return { AppliedToDimensions: { W: size.width, H: size.height, Unit: "pixel" }, RegionList: regions };
}

function microsoft({ width, height, stored }: TurnedPhoto) {
  const regions = stored.map(([x1, y1, x2, y2], i) => ({
    PersonDisplayName: NAMES[i],
    Rectangle: [x1 / width, y1 / height, (x2 - x1) / width, (y2 - y1) / height]
      .map((v) => round(v, 6))
      .join(", "),
  }));
  return { Regions: regions };
}

/** Writes tags into files; one that is not there is made. */
async function writeTags(...files: [path: string, tags: object][]): Promise<void> {
  const json = join(folder, "tags.json");
  await writeFile(json, JSON.stringify(files.map(([path, tags]) => ({ SourceFile: path, ...tags }))));
  const paths = files.map(([path]) => path);
  for (const path of paths) if (!existsSync(path)) await exiftool("-XMP-xmp:Rating=3", path);
  await exiftool("-overwrite_original", `-json=${json}`, ...paths);
  await rm(json);
}

const MWG = "XMP-mwg-rs:RegionInfo";
const MP = "XMP-MP:RegionInfoMP";

/** The ways in which programs write. */
const LAYOUTS: Record<string, () => Promise<void>> = {
  "Lightroom, in the photo": () =>
    writeTags(...photos.map((photo): [string, object] => [photo.path, { [MWG]: workingGroup(photo, 5) }])),
  "digiKam, in the photo": () =>
    writeTags(
      ...photos.map((photo): [string, object] => [
        photo.path,
        {
          [MWG]: workingGroup(photo, 6),
          [MP]: microsoft(photo),
          "XMP-digiKam:TagsList": NAMES.map((name) => `People/${name}`),
        },
      ]),
    ),
  "digiKam, beside the photo": () => writeSidecars((path) => `${path}.xmp`),
  "Lightroom, beside the photo": () => writeSidecars((path) => path.replace(/jpg$/, "xmp")),
  "Picasa, in the photo": () =>
    writeTags(...photos.map((photo): [string, object] => [photo.path, { [MWG]: workingGroup(photo, 9) }])),
  "Windows, in the photo": () =>
    writeTags(...photos.map((photo): [string, object] => [photo.path, { [MP]: microsoft(photo) }])),
  "Picasa, in .picasa.ini": async () => {
    const contacts = NAMES.map((name, i) => `${IDS[i]}=${name};;`).join("\r\n");
    const sections = photos.map((photo) => `[${basename(photo.path)}]\r\nfaces=${rectangles(photo)}\r\n`);
    await writeFile(join(folder, ".picasa.ini"), `[Contacts2]\r\n${contacts}\r\n${sections.join("")}`);
  },
};

const IDS = ["a1b2c3", "d4e5f6"];

/** Without leading zeros, as Picasa writes them. */
function rectangles({ width, height, stored }: TurnedPhoto): string {
  const sixteen = (value: number) =>
    Math.round(value * 65535)
      .toString(16)
      .padStart(4, "0");
  const faces = stored.map(([x1, y1, x2, y2], i) => {
    const digits = [x1 / width, y1 / height, x2 / width, y2 / height].map(sixteen).join("");
    return `rect64(${digits.replace(/^0+/, "")}),${IDS[i]}`;
  });
  return faces.join(";");
}

async function writeSidecars(nameOf: (path: string) => string): Promise<void> {
  const made = join(folder, "made.xmp");
  const one = photos[0]!;
  await writeTags([made, { [MWG]: workingGroup(one, 6) }]);
  const sidecars = photos.map((photo): [string, object] => [
    nameOf(photo.path),
    { [MWG]: workingGroup(photo, 6) },
  ]);
  for (const [path] of sidecars) await copyFile(made, path);
  await writeTags(...sidecars);
  await rm(made);
}

async function cleanUp(): Promise<void> {
  await exiftool("-overwrite_original", "-XMP:all=", ...photos.map(({ path }) => path));
  for (const { path } of photos) {
    for (const sidecar of [`${path}.xmp`, path.replace(/jpg$/, "xmp")]) await rm(sidecar, { force: true });
  }
  await rm(join(folder, ".picasa.ini"), { force: true });
}

describe("regions of others are read in all orientations", { skip: noExiftool }, () => {
  for (const [layout, write] of Object.entries(LAYOUTS)) {
    test(layout, async () => {
      await write();
      for (const [i, photo] of photos.entries()) {
        assertBoth(await regionsOf(photo.path), `${layout}, orientation ${ORIENTATIONS[i]}`);
      }
      await cleanUp();
    });
  }

  test("marked at another size, and marked as shown", async () => {
    const photo = photos[5]!;
    const half = { width: photo.width / 2, height: photo.height / 2 };
    await writeTags([photo.path, { [MWG]: workingGroup(photo, 6, half) }]);
    assertBoth(await regionsOf(photo.path), "half the size");
    const shown = { ...UPRIGHT, path: photo.path, stored: BOXES };
    await writeTags([photo.path, { [MWG]: workingGroup(shown, 6) }]);
    assertBoth(await regionsOf(photo.path), "as shown");
    await cleanUp();
  });

  test("marked on another crop: left out, and counted", async () => {
    const photo = photos[0]!;
    await writeTags([
      photo.path,
      {
        [MWG]: workingGroup(photo, 6, { width: 600, height: 300 }),
      },
    ]);
    const notes: string[] = [];
    const [record] = await collect(
      scanPhotos([photo.path], { regions: true, onNote: (note) => notes.push(note) }),
    );
    assert.ok(record?.kind === "photo" && record.regions === undefined);
    assert.deepEqual(notes, ["photos cropped after their faces were marked: 1"]);
    await cleanUp();
  });

  test("regions in extended XMP", async () => {
    const photo = photos[2]!;
    const long = "x".repeat(70_000);
    await writeTags([
      photo.path,
      {
        [MWG]: workingGroup(photo, 6),
        "XMP-dc:Description": long,
        "XMP-photoshop:Instructions": long,
      },
    ]);
    assert.match(await exiftool("-v3", photo.path), /extended XMP|HasExtendedXMP/i);
    assertBoth(await regionsOf(photo.path), "extended");
    await cleanUp();
  });

  for (const format of ["png", "webp", "tiff", "avif"] as const) {
    test(`regions in ${format}`, async () => {
      const path = join(folder, `photo.${format}`);
      const bytes = await sharp(photos[0]!.path).toFormat(format).toBuffer();
      await writeFile(path, bytes);
      await writeTags([path, { [MWG]: workingGroup(photos[0]!, 6) }]);
      assertBoth(await regionsOf(path), format);
      await rm(path);
    });
  }
});

describe("what is written ExifTool reads", { skip: noExiftool }, () => {
  test("names and numbers of both schemas, in all orientations", async () => {
    const path = join(folder, "written.xmp");
    for (const [i, { width, height, stored }] of photos.entries()) {
      const marks = [{ name: NAMES[0]!, bbox: BOXES[0]! }, { bbox: BOXES[1]! }];
      const frame = { ...UPRIGHT, orientation: ORIENTATIONS[i]! };
      await writeFile(path, (await writeFaces(undefined, marks, frame)).text!);
      const people = await readPeople(path);
      const { AppliedToDimensions: size, RegionList } = people.RegionInfo!;
      assert.deepEqual([size.W, size.H], [width, height]);
      assert.deepEqual(
        RegionList.map(({ Name, Type }) => [Name, Type]),
        [
          [NAMES[0], "Face"],
          [undefined, "Face"],
        ],
      );
      for (const [k, { Area }] of RegionList.entries()) {
        const { X, Y, W, H } = Area;
        const box = [(X - W / 2) * width, (Y - H / 2) * height, (X + W / 2) * width, (Y + H / 2) * height];
        assertNear(box, stored[k]!, 0.001, `orientation ${frame.orientation}`);
      }
      const rectangles = people.RegionInfoMP!.Regions;
      assert.deepEqual(
        rectangles.map((region) => region.PersonDisplayName),
        [NAMES[0], undefined],
      );
      for (const [k, { Rectangle }] of rectangles.entries()) {
        const [x, y, w, h] = Rectangle.split(", ").map(Number) as [number, number, number, number];
        const box = [x * width, y * height, (x + w) * width, (y + h) * height];
        assertNear(box, stored[k]!, 0.001, `orientation ${frame.orientation}`);
      }
      assert.deepEqual(people.Subject, [NAMES[0]]);
      assert.deepEqual(people.PersonInImage, [NAMES[0]]);
      assert.deepEqual(people.TagsList, [`People/${NAMES[0]}`]);
      assert.deepEqual(people.HierarchicalSubject, [`People|${NAMES[0]}`]);
    }
    await rm(path);
  });

  test("everything else in the file stays", async () => {
    const path = join(folder, "merged.xmp");
    const photo = photos[0]!;
    await writeTags([
      photo.path,
      {
        [MWG]: {
          ...workingGroup(photo, 6),
          RegionList: [
            workingGroup(photo, 6).RegionList[0],
            { Area: { X: 0.9, Y: 0.1, W: 0.1, H: 0.1, Unit: "normalized" }, Type: "Pet", Name: "Rex" },
          ],
        },
        "XMP-dc:Title": 'it\'s "a" <title>',
        "XMP-dc:Subject": ["holiday"],
        "XMP-xmp:Rating": 4,
        "XMP-crs:Exposure2012": 1.5,
      },
    ]);
    const existing = await exiftool("-b", "-xmp", photo.path);
    const marks = [
      { name: "somebody else", bbox: BOXES[0]! },
      { name: "New", bbox: BOXES[1]! },
    ];
    const { text, kept } = await writeFaces(existing, marks, { ...UPRIGHT, orientation: 1 });
    await writeFile(path, text!);
    assert.deepEqual(kept, [{ theirs: NAMES[0], ours: "somebody else" }]);
    const [before, after] = [await readPeople(photo.path), await readPeople(path)];
    const { RegionInfo, RegionInfoMP, PersonInImage, TagsList, HierarchicalSubject, ...rest } = after;
    const { RegionInfo: old, ...others } = before;
    assert.deepEqual(RegionInfo!.RegionList.slice(0, 2), old!.RegionList);
    assert.deepEqual(
      RegionInfo!.RegionList.map(({ Name }) => Name),
      [NAMES[0], "Rex", "New"],
    );
    assert.equal(RegionInfoMP!.Regions.length, 2);
    assert.deepEqual([PersonInImage, TagsList, HierarchicalSubject].flat().length, 6);
    const { Subject, ...same } = rest;
    assert.deepEqual(Subject, ["holiday", NAMES[0], "New"]);
    assert.deepEqual({ ...same, SourceFile: "", Subject: ["holiday"] }, { ...others, SourceFile: "" });
    assert.deepEqual((await writeFaces(text, marks, { ...UPRIGHT, orientation: 1 })).text, undefined);
    await cleanUp();
  });
});

/** Where Debian has ExifTool's own reader of Picasa's files. */
const PICASA_CONFIG = "/usr/share/doc/libimage-exiftool-perl/config_files/picasa_faces.config.gz";

test("ExifTool's conversion of .picasa.ini gives the same boxes", {
  skip: noExiftool || (existsSync(PICASA_CONFIG) ? false : "there is no picasa_faces.config"),
}, async () => {
  const { gunzipSync } = await import("node:zlib");
  const config = join(folder, "picasa.config");
  const contacts = join(folder, "contacts.xml");
  await writeFile(config, gunzipSync(await readFile(PICASA_CONFIG)));
  await writeFile(contacts, '<contacts>\n<contact id="a1b2c3" name="Ann"/>\n</contacts>\n');
  const { path } = photos[5]!;
  const face = "rect64(1999333366664ccc),a1b2c3";
  await writeFile(join(folder, ".picasa.ini"), `[Contacts2]\na1b2c3=Ann;;\n[6.jpg]\nfaces=${face}\n`);
  const ours = await regionsOf(path);
  const { execFileSync } = await import("node:child_process");
  execFileSync("exiftool", [
    "-config",
    config,
    "-userparam",
    `PicasaContactsFile=${contacts}`,
    "-q",
    "-overwrite_original",
    "-RegionInfo<PicasaToMWGRegion",
    path,
  ]);
  await rm(join(folder, ".picasa.ini"));
  const theirs = await regionsOf(path);
  assert.deepEqual(
    theirs.map(({ name }) => name),
    ["Ann"],
  );
  assertNear(ours[0]!.bbox as Box, theirs[0]!.bbox as Box, 0.02, "picasa");
  await cleanUp();
});
