/** @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMeta } from "../../../cmds/gallery/meta_text.ts";

test("numbers, text and lists", () => {
  const texts = [
    "name=Ann",
    "age=41",
    "zip=01234",
    'code="41"',
    'tags=["male","angry"]',
    "note=a=b",
    "empty=",
  ];
  assert.deepEqual(parseMeta(texts, {}), {
    name: "Ann",
    age: 41,
    zip: "01234",
    code: "41",
    tags: ["male", "angry"],
    note: "a=b",
    empty: "",
  });
});

test("declared types decide what digits are", () => {
  assert.deepEqual(parseMeta(["zip=12345", "age=41"], { zip: "string", age: "integer" }), {
    zip: "12345",
    age: 41,
  });
});

test("what is no metadata is refused", () => {
  for (const text of ["name", "=Ann", "tags=[1,2]", 'tags=["a"', 'x="a"b"'])
    assert.throws(() => parseMeta([text], {}), { code: "BAD_PARAM", exit: 2, param: "--meta" }, text);
});
