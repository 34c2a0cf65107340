/** @module What plugins give back is checked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFeatures, readResult, resultText } from "../../../core/mod.ts";

test("features are a list of the four names", () => {
  assert.deepEqual(checkFeatures([]), []);
  assert.deepEqual(checkFeatures(["facen", "age", "gender", "emotions"]).length, 4);
  for (const [answer, reason] of [
    [undefined, "a list of features, found nothing"],
    ["facen", 'a list of features, found "facen"'],
    [{ facen: true }, "a list of features, found an object"],
    [["facen", "hair"], 'some of facen, age, gender, emotions, found "hair"'],
    [[undefined], "some of facen, age, gender, emotions, found nothing"],
  ] as const) {
    const message = `preprocess has to give ${reason}`;
    assert.throws(() => checkFeatures(answer), { code: "BAD_PARAM", message });
  }
});

test("results are JSON, and come back as they were", () => {
  const back = (value: unknown) => readResult(resultText(value));
  assert.equal(back(undefined), undefined);
  assert.deepEqual(back({ a: [1, "x", null, true] }), { a: [1, "x", null, true] });
  assert.deepEqual(back({ id: 18446744073709551615n }), { id: "18446744073709551615" });
  assert.equal(back(7n), "7");
  assert.equal(back(new Date(0)), "1970-01-01T00:00:00.000Z");
});

test("results that are no JSON, too long or too deep are refused", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const hostile = {
    toJSON() {
      throw new Error("no");
    },
  };
  for (const value of [cyclic, hostile, () => 1, Symbol("x"), "x".repeat(2 ** 20)])
    assert.throws(() => resultText(value), { code: "BAD_PARAM", message: /^process has to give / });
  let deep: unknown = 1;
  for (let i = 0; i < 99; i++) deep = [deep];
  assert.ok(readResult(resultText(deep)));
  assert.throws(() => readResult(resultText([deep])), /nested more than 100 levels deep/);
});
