/** @module Strict base64. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase64, encodeBase64 } from "../../core/base64.ts";
import { Random } from "../tools/random_records.ts";

test("the test vectors of RFC 4648 section 10", () => {
  for (const [text, base64] of [
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ] as const) {
    assert.equal(Buffer.from(decodeBase64(base64)!).toString(), text);
    assert.equal(encodeBase64(Buffer.from(text)), base64);
  }
});

test("what is not base64 is refused", () => {
  for (const text of [
    "Z",
    "Zg",
    "Zg=",
    "Zg===",
    "=Zg=",
    "====",
    "Zm9v\n",
    "Zm 9v===",
    "Zm9v Zm9",
    "-_-_",
    "Zg==Zg==",
    "Z=9v",
    "Zh==", // unused bits set
    "Zm9=",
    "Zm9é",
    "Zm9\u{1f642}",
  ]) {
    assert.equal(decodeBase64(text), undefined, text);
  }
});

test("accepts exactly what it would write itself", () => {
  const random = new Random(1);
  const alphabet = [..."ABab01+/=-_ \n"];
  let accepted = 0;
  for (let i = 0; i < 20_000; i++) {
    const text = random.list(random.below(13), () => random.pick(alphabet)).join("");
    const bytes = decodeBase64(text);
    const canonical = Buffer.from(text, "base64").toString("base64") === text;
    assert.equal(bytes !== undefined, canonical, JSON.stringify(text));
    if (bytes !== undefined) accepted++;
  }
  assert.ok(accepted > 1000);
});
