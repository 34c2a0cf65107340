import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Photo,
  type PlaceablePhoto,
  type PlannedFolder,
  parseLayout,
  planPlacement,
} from "../../core/mod.ts";
import { sha256 } from "../tools/noise.ts";

const RULES = { groupPhotos: 0, representative: false, unknown: true, noFaces: true };

interface Sketch extends Partial<Photo> {
  path: string;
  persons?: readonly string[];
}

function photoOf({ path, persons = [], ...header }: Sketch): PlaceablePhoto {
  const digest = sha256(path);
  return {
    path,
    sha256: digest,
    header: { kind: "photo", path, faces: persons.length, ...header },
    bytesAt: undefined,
    faces: new Map(persons.map((person) => [`${digest}-${person}`, person])),
    persons: new Map(persons.map((person) => [person, 1])),
  };
}

function pathOf({ name, parent }: PlannedFolder): string {
  return parent === undefined ? name : `${pathOf(parent)}/${name}`;
}

function planned(layout: string, sketches: Sketch[], rules: Partial<typeof RULES> = {}): string[] {
  const plan = planPlacement(sketches.map(photoOf), { ...RULES, ...rules, layout: parseLayout(layout) });
  return plan.folders.flatMap((folder) => folder.files.map(({ name }) => `${pathOf(folder)}/${name}`)).sort();
}

const takenAt = "2019-07-04T10:11:12+02:00";

test("all variables", () => {
  const sketches = [{ path: "x/IMG_1.JPG", persons: ["Ann"], takenAt, camera: "Canon EOS 5D" }];
  const layout = "{year}/{month}-{day}/{camera}/{person}/{date}_{name}_{ext}.{ext}";
  assert.deepEqual(planned(layout, sketches), ["2019/07-04/Canon EOS 5D/Ann/2019-07-04_IMG_1_JPG.JPG"]);
  assert.deepEqual(planned("{person}/{name}", sketches), planned("{person}/{name}.{ext}", sketches));
});

test("dates that nobody knows, or that are none, are one folder", () => {
  for (const date of [undefined, "", "0000-00-00T00:00:00", "2019-13-01", "2019-07-32", "then"]) {
    const sketches = [{ path: "a.jpg", persons: ["Ann"], ...(date === undefined ? {} : { takenAt: date }) }];
    assert.deepEqual(planned("{person}/{year}/{month}/{name}", sketches), ["Ann/undated/a.jpg"], date);
    assert.deepEqual(planned("{year}/{person}/{month}/{name}", sketches), ["undated/Ann/a.jpg"], date);
    assert.deepEqual(planned("{person}-{year}/{date} {name}", sketches), ["Ann-undated/undated a.jpg"], date);
  }
  assert.deepEqual(planned("{camera}/{name}", [{ path: "a.jpg", persons: ["Ann"] }]), [
    "unknown_camera/a.jpg",
  ]);
});

test("values are safe on every file system", () => {
  const sketches = [
    { path: "a.jpg", persons: ["Ann"], camera: "../../etc" },
    { path: "b.jpg", persons: ["Ann"], camera: "CON" },
    { path: "c.jpg", persons: ["Ann"], camera: "dots.. ." },
    { path: "d.jpg", persons: ["Ann"], camera: "e\u0301\u0000/x".repeat(100) },
    { path: "e.jpg", persons: ["Ann"], camera: ".facepipe" },
  ];
  const paths = planned("{person}/{camera}/{name}", sketches);
  assert.deepEqual(
    paths.filter((path) => !path.includes("é")),
    ["Ann/_.._etc/a.jpg", "Ann/_CON/b.jpg", "Ann/dots/c.jpg", "Ann/facepipe/e.jpg"],
  );
  const long = paths.find((path) => path.includes("é"))!;
  assert.ok(
    long.split("/").every((segment) => Buffer.byteLength(segment) <= 143),
    long,
  );
  assert.ok(!/\p{Cc}/u.test(long) && long.split("/").length === 3);
});

test("names that some file systems take for one are one folder, the same in any order", () => {
  const sketches = ["CANON", "canon", "Canon"].map((camera, i) => ({
    path: `${i}.jpg`,
    persons: ["Ann"],
    camera,
  }));
  const expected = ["CANON/Ann/0.jpg", "CANON/Ann/1.jpg", "CANON/Ann/2.jpg"];
  assert.deepEqual(planned("{camera}/{person}/{name}", sketches), expected);
  assert.deepEqual(planned("{camera}/{person}/{name}", sketches.reverse()), expected);
});

test("photos of one name in one folder get names of their own; two persons never share a folder", () => {
  const sketches = [
    { path: "x/a.jpg", persons: ["a/b"], takenAt },
    { path: "y/a.jpg", persons: ["a:b", "unknown"], takenAt },
    { path: "z/a.jpg", takenAt, faces: 2 },
  ];
  const paths = planned("{year}/{person}/{name}", sketches).map((path) =>
    path.replaceAll(/-[0-9a-f]{8}/g, "-#"),
  );
  assert.deepEqual(paths, [
    "2019/a_b-#/a.jpg",
    "2019/a_b-#/a.jpg",
    "2019/unknown-#/a.jpg",
    "2019/unknown/a.jpg",
  ]);
  const same = planned("{year}/{name}", [{ path: "x/a.jpg", persons: ["A", "B"], takenAt }, sketches[1]!]);
  assert.deepEqual(same.map((path) => path.replaceAll(/-[0-9a-f]{8}/g, "-#")).sort(), [
    "2019/a-#.jpg",
    "2019/a.jpg",
  ]);
});

test("the representative is in the person's folder, not in those inside it", () => {
  const sketches = [
    { path: "a.jpg", persons: ["Ann"], takenAt },
    { path: "b.jpg", persons: ["Ann"] },
  ];
  assert.deepEqual(planned("{person}/{year}/{name}", sketches, { representative: true }), [
    "Ann/2019/a.jpg",
    "Ann/_representative.jpg",
    "Ann/undated/b.jpg",
  ]);
});

test("layouts that cannot be used say why", () => {
  const wrong: Record<string, RegExp> = {
    "": /not every file system takes "" as a name/,
    "{name}": /expected a folder and a name/,
    "/{name}": /not every file system/,
    "{person}//{name}": /not every file system/,
    "{person}/../{name}": /not every file system takes "\.\." as a name/,
    "{person}/nul/{name}": /takes "nul"/,
    "{person}/a:b/{name}": /takes "a:b"/,
    "{person}\\{name}": /not every file system/,
    "{person}/{year }/{name}": /there is no \{year \}, the nearest is \{year\}/,
    "{person}/{}/{name}": /there is no \{\}/,
    "{person}/{constructor}": /there is no \{constructor\}, expected one of person, year/,
    "{person/{name}": /there is a \{ without its other half/,
    "{person}/name": /expected \{name\} or another variable at its end/,
    "{year}/{person}": /\{person\} can only be part of a folder/,
    "{person}/{person}/{name}": /once/,
  };
  for (const [layout, why] of Object.entries(wrong)) {
    assert.throws(
      () => parseLayout(layout),
      (error: Error & { exit?: number }) => why.test(error.message) && error.exit === 2,
      layout,
    );
  }
});
