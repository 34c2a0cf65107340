import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Box,
  boxInFile,
  boxOnPhoto,
  type Face,
  type FaceRecord,
  groupFaces,
  matchBoxes,
  nameFaces,
  type Photo,
  storedBox,
  uprightBox,
} from "../../core/mod.ts";
import { collect, streamOf } from "../tools/streams.ts";

/**
 * Where the top left corner of the stored picture is seen, and its top edge, by EXIF 2.32 table 6:
 * "the 0th row is at the visual …, and the 0th column is the visual …".
 */
const SEEN = [
  ["top", "left"],
  ["top", "right"],
  ["bottom", "right"],
  ["bottom", "left"],
  ["left", "top"],
  ["right", "top"],
  ["right", "bottom"],
  ["left", "bottom"],
] as const;

test("rows and columns are seen where EXIF says", () => {
  const [row, column]: Box[] = [
    [0, 0, 1, 0.125],
    [0, 0, 0.25, 1],
  ];
  const edge = (side: string, depth: number): Box => {
    if (side === "top") return [0, 0, 1, depth];
    if (side === "bottom") return [0, 1 - depth, 1, 1];
    return side === "left" ? [0, 0, depth, 1] : [1 - depth, 0, 1, 1];
  };
  for (const [i, [rowSide, columnSide]] of SEEN.entries()) {
    assert.deepEqual(uprightBox(row!, i + 1), edge(rowSide, 0.125), `orientation ${i + 1}`);
    assert.deepEqual(uprightBox(column!, i + 1), edge(columnSide, 0.25), `orientation ${i + 1}`);
  }
});

test("to the file and back is where it was", () => {
  const box: Box = [0.125, 0.25, 0.375, 0.75];
  for (let orientation = 1; orientation <= 8; orientation++) {
    assert.deepEqual(uprightBox(storedBox(box, orientation), orientation), box);
    const photo = { width: 400, height: 300, orientation };
    const bbox: Box = [50, 75, 150, 225];
    assert.deepEqual(boxOnPhoto({ box: boxInFile(bbox, photo) }, undefined, photo), bbox);
  }
  assert.deepEqual(uprightBox(box, 0), box);
});

test("a mark that reaches out of the photo is cut, one beside it is none", () => {
  const photo = { width: 100, height: 100, orientation: 1 };
  assert.deepEqual(boxOnPhoto({ box: [-1, 0.5, 0.5, 2] }, undefined, photo), [0, 50, 50, 100]);
  assert.equal(boxOnPhoto({ box: [1.1, 0, 1.2, 1] }, undefined, photo), undefined);
});

test("boxes are matched one to one, those that overlap most first", () => {
  const face: Box = [10, 10, 20, 20];
  const tight: Box = [10, 10, 20, 21];
  const loose: Box = [8, 8, 22, 22];
  assert.deepEqual(matchBoxes([loose, tight], [face]), [[1, 0]]);
  // A head twice as wide and high as the face has an overlap of 0.25; thrice as wide is too much.
  assert.deepEqual(matchBoxes([[5, 5, 25, 25]], [face]), [[0, 0]]);
  assert.deepEqual(matchBoxes([[0, 0, 30, 30]], [face]), []);
  // The box of a neighbour covers a third of the face, and not its centre.
  assert.deepEqual(matchBoxes([[16, 10, 26, 20]], [face]), []);
  assert.deepEqual(matchBoxes([], [face]), []);
});

const photo = (path: string, regions: [name: unknown, bbox: unknown][], sha256?: string): Photo => ({
  kind: "photo",
  path,
  ...(sha256 === undefined ? {} : { sha256 }),
  regions: regions.map(([name, bbox]) => ({ name, bbox })) as NonNullable<Photo["regions"]>,
});

const face = (faceId: string, path: string, bbox: Box, embedding?: Float32Array): Face => ({
  kind: "face",
  faceId,
  path,
  bbox,
  ...(embedding === undefined ? {} : { embedding }),
});

const LEFT: Box = [0, 0, 10, 10];
const RIGHT: Box = [20, 0, 30, 10];

test("regions name faces of their photo only, and what is damaged nobody", () => {
  const records: FaceRecord[] = [
    face("b-0", "b.jpg", LEFT),
    photo("a.jpg", [
      ["Ann", LEFT],
      ["person-0007", RIGHT],
      [7, LEFT],
      ["Cas", [1, 2, 3]],
      ["", LEFT],
      ["Dan", [50, 50, 60, 60]],
    ]),
    face("a-1", "a.jpg", RIGHT),
    face("a-0", "a.jpg", LEFT),
  ];
  const { names, regions, unmatched, refused } = nameFaces(records);
  assert.deepEqual(
    names.map((rule) => [rule.faces, rule.type === "name" && rule.name]),
    [[["a-0"], "Ann"]],
  );
  assert.deepEqual([regions, unmatched], [3, 1]);
  assert.deepEqual(refused, ["a.jpg: the name person-0007 is one that group makes up; expected another"]);
});

test("photos of one content share the regions of the first path that has any", () => {
  const sha256 = "ab".repeat(32);
  const records = [
    photo("c.jpg", [["Cas", LEFT]], sha256),
    photo("b.jpg", [["Bob", LEFT]], sha256),
    photo("a.jpg", [], sha256),
    { ...face("f-0", "c.jpg", LEFT), sha256 },
  ];
  const { names } = nameFaces(records);
  assert.deepEqual(
    names.map((rule) => rule.type === "name" && rule.name),
    ["Bob"],
  );
});

/** The person of each face. */
async function grouped(records: FaceRecord[], options: Parameters<typeof groupFaces>[0]) {
  const notes: string[] = [];
  const all = await collect(
    groupFaces({ threshold: 0.5, note: (text) => notes.push(text), ...options })(streamOf(...records)),
  );
  return { people: all.flatMap((record) => (record.kind === "face" ? [record.person] : [])), notes };
}

test("group: a named region names everybody who looks like the face in it; corrections win", async () => {
  const [x, y] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
  const records = [
    photo("a.jpg", [
      ["Ann", LEFT],
      ["Bob", RIGHT],
    ]),
    face("a-0", "a.jpg", LEFT, x),
    face("a-1", "a.jpg", RIGHT, y),
    face("b-0", "b.jpg", LEFT, x),
  ];
  assert.deepEqual(await grouped(records, {}), {
    people: ["Ann", "Bob", "Ann"],
    notes: ["regions with a name: 2; faces that they name: 2"],
  });
  const at = { file: "mine", line: 1 };
  const constraints = [{ type: "name" as const, faces: ["a-0"], name: "Eve", at }];
  const { people } = await grouped(records, { constraints });
  assert.deepEqual(people, ["Eve", "Bob", "Eve"]);
  const apart = [{ type: "ignore" as const, faces: ["a-0"], at }];
  assert.deepEqual((await grouped(records, { constraints: apart })).people, [
    undefined,
    "Bob",
    "person-0001",
  ]);
});

test("group: without regions there is nothing to say of them", async () => {
  const { notes } = await grouped([face("a-0", "a.jpg", LEFT, Float32Array.of(1, 0))], {});
  assert.deepEqual(notes, []);
});
