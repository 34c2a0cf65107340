/** @module Facts in EXIF blocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { exifFacts } from "../../../formats/pictures/exif_facts.ts";
import { type Field, type Fields, tiffFile } from "../../tools/tiff_writer.ts";

function block(image: Fields, photo: Fields = {}, gps: Fields = {}): Buffer {
  return tiffFile([{ ...image, 34665: { directories: [photo] }, 34853: { directories: [gps] } }]);
}

const text = (value: string): Field => ({ text: value });

test("a date needs to be one", () => {
  const taken = (date: string, offset = "") =>
    exifFacts(block({}, { 36867: text(date), 36881: text(offset) })).takenAt;
  assert.equal(taken("2019:07:04 10:11:12"), "2019-07-04T10:11:12");
  assert.equal(taken("2019:07:04 10:11:12", "-03:30"), "2019-07-04T10:11:12-03:30");
  assert.equal(taken("2019:07:04 10:11:12", "soon"), "2019-07-04T10:11:12");
  for (const wrong of [
    "0000:00:00 00:00:00",
    "2019:02:30 10:11:12",
    "    :  :     :  :  ",
    "yesterday",
    "",
  ]) {
    assert.equal(taken(wrong), undefined, wrong);
  }
});

test("a camera is named once", () => {
  const camera = (make: string, model: string) =>
    exifFacts(block({ 271: text(make), 272: text(model) })).camera;
  assert.equal(camera("Apple", "iPhone 12"), "Apple iPhone 12");
  assert.equal(camera("Canon", "Canon EOS 5D"), "Canon EOS 5D");
  assert.equal(camera("NIKON CORPORATION", "NIKON D90"), "NIKON D90");
  assert.equal(camera("Maker  ", ""), "Maker");
  assert.equal(camera("", ""), undefined);
  assert.equal(camera("Bell\x07", "X\u001b[31m"), "Bell X[31m");
});

test("a place needs both its numbers, and possible ones", () => {
  const degrees = (value: number): Field => ({
    rational: [
      [value, 1],
      [30, 1],
      [0, 1],
    ],
  });
  const place = (gps: Fields) => exifFacts(block({}, {}, gps));
  const here = { 1: text("N"), 2: degrees(10), 3: text("W"), 4: degrees(20) };
  assert.deepEqual(place(here), { latitude: 10.5, longitude: -20.5 });
  assert.deepEqual(place({ ...here, 6: { rational: [[123_456, 1000]] } }), {
    latitude: 10.5,
    longitude: -20.5,
    altitude: 123.46,
  });
  assert.deepEqual(place({ ...here, 2: degrees(91) }), {});
  assert.deepEqual(
    place({
      ...here,
      4: {
        rational: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      },
    }),
    {},
  );
  assert.deepEqual(place({ 1: here[1], 2: here[2] }), {});
});

test("blocks that state endless values cost nothing", () => {
  const bytes = block({ 271: text("Maker") });
  const first = bytes.readUInt32LE(4);
  // Every entry of a directory of 65,535 states four thousand million bytes.
  const hostile = Buffer.concat([
    bytes.subarray(0, first),
    Buffer.from("ffff", "hex"),
    Buffer.alloc(65_535 * 12, "0f0101000ffffffff0000000".slice(0, 24), "hex"),
  ]);
  const started = performance.now();
  for (let i = 0; i < 20; i++) exifFacts(hostile);
  assert.ok(performance.now() - started < 2000);
});

test("anything else has no facts", () => {
  assert.deepEqual(exifFacts(undefined), {});
  for (const bytes of ["", "Exif\0\0", "II*\0\xff\xff\xff\xff", "MM\0*\0\0\0\x08\0\x01", "text"]) {
    assert.deepEqual(exifFacts(Buffer.from(bytes, "latin1")), {});
  }
});
