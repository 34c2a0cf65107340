/** @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import { idFilter, metaFilter } from "../../../cmds/gallery/filter_options.ts";
import { Id, Meta } from "../../../core/mod.ts";

const TYPES = {
  age: "integer",
  day: "string",
  camera: "string",
  tags: "strings",
  formula: "string",
  zip: "integer",
} as const;
const untyped = (text: string) => metaFilter(text, TYPES);

test("ids by bound and by list", () => {
  assert.deepEqual(idFilter(">=1234"), Id.gte(1234n));
  assert.deepEqual(idFilter("<= 1234"), Id.lte(1234n));
  assert.deepEqual(idFilter(">7"), Id.gte(8n));
  assert.deepEqual(idFilter("<7"), Id.lte(6n));
  assert.deepEqual(idFilter("<0"), Id.oneof());
  assert.deepEqual(idFilter("1, 2,18446744073709551615"), Id.oneof(1n, 2n, 18446744073709551615n));
  assert.deepEqual(idFilter("=5"), Id.oneof(5n));
});

test("what is no filter by id says what is", () => {
  for (const text of ["", "x", ">=", ">=1,2", "-1", "1,,2", "1;2"])
    assert.throws(() => idFilter(text), { code: "BAD_PARAM", exit: 2, param: "--id" }, text);
  assert.throws(() => idFilter(">=99999999999999999999"), { code: "BAD_PARAM" });
});

test("metadata by bound, by list, and all of", () => {
  assert.deepEqual(untyped("age>=45"), Meta("age").gte(45));
  assert.deepEqual(untyped("age < 45"), Meta("age").lte(44));
  assert.deepEqual(untyped("age>45"), Meta("age").gte(46));
  assert.deepEqual(untyped("day>=2026-11-01"), Meta("day").gte("2026-11-01"));
  assert.deepEqual(untyped("camera=abc,def"), Meta("camera").oneof("abc", "def"));
  assert.deepEqual(untyped("tags~male,angry"), Meta("tags").subset("male", "angry"));
  assert.deepEqual(untyped("formula=a=b"), Meta("formula").oneof("a=b"));
});

test("what looks like a number is a text where the key's values are", () => {
  assert.deepEqual(untyped("zip=12345"), Meta("zip").oneof(12345));
  assert.deepEqual(untyped("zip=01234"), Meta("zip").oneof("01234"));
  assert.deepEqual(metaFilter("zip=12345,01234", { zip: "string" }), Meta("zip").oneof("12345", "01234"));
  assert.deepEqual(metaFilter("zip>=12345", { zip: "string" }), Meta("zip").gte("12345"));
});

test("what is no filter by metadata says what is", () => {
  for (const text of ["", "age", "=5", "age=", "age>abc", "age<"])
    assert.throws(() => untyped(text), { code: "BAD_PARAM", exit: 2, param: "--meta" }, text);
});
