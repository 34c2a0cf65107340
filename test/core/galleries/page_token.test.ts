import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, formatPage, parsePage } from "../../../core/galleries/page_token.ts";

test("a token leads back to where its page begins", () => {
  const question = digestOf(["ann", "family", Float32Array.of(1, 2), 5n]);
  for (const start of [{ id: 0n }, { id: 2n ** 64n - 1n }, { id: 7n, similarity: Math.fround(0.1) }]) {
    const token = formatPage(question, start);
    assert.match(token, /^[\w-]+$/);
    assert.equal(formatPage(question, start), token);
    assert.deepEqual(parsePage(question, token), start);
  }
});

test("questions differ by their vectors, ids and texts", () => {
  const questions = [[Float32Array.of(1)], [Float32Array.of(2)], [5n], [5], ["5"], ["5n "], []];
  assert.equal(new Set(questions.map(digestOf)).size, questions.length);
});

test("anything else is no token", () => {
  const token = formatPage("q", { id: 7n });
  for (const bad of ["", "x", `${token}x`, token.slice(0, -1), token.toLowerCase(), {}, null, 7])
    assert.throws(() => parsePage("q", bad), { code: "BAD_PARAM", param: "page" });
  assert.throws(() => parsePage("other", token), { code: "BAD_PARAM" });
});
