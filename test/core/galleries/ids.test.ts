import assert from "node:assert/strict";
import { test } from "node:test";
import { fromSignedId, MAX_ID, parseId, randomId, sortableId, toSignedId } from "../../../core/mod.ts";

const IDS = [0n, 1n, 9n, 10n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, MAX_ID];

test("signed and sortable forms keep the order and lead back", () => {
  assert.deepEqual(IDS.map(toSignedId).map(fromSignedId), IDS);
  assert.deepEqual([toSignedId(0n), toSignedId(MAX_ID)], [-(2n ** 63n), 2n ** 63n - 1n]);
  for (const [i, id] of IDS.slice(1).entries()) {
    assert.ok(toSignedId(IDS[i]!) < toSignedId(id));
    assert.ok(sortableId(IDS[i]!) < sortableId(id));
  }
});

test("an id is a BigInt, a safe number or a decimal text", () => {
  assert.deepEqual(
    [parseId(7), parseId("007"), parseId(MAX_ID), parseId(`${MAX_ID}`)],
    [7n, 7n, MAX_ID, MAX_ID],
  );
  for (const bad of [
    -1,
    0.5,
    2 ** 53,
    MAX_ID + 1n,
    `${MAX_ID + 1n}`,
    "",
    "0x1",
    "1n",
    " 1",
    null,
    undefined,
    {},
    [],
  ])
    assert.throws(() => parseId(bad, "face"), { code: "BAD_PARAM", param: "face" });
});

test("random ids are many, and fit a signed integer", () => {
  const ids = Array.from({ length: 10_000 }, randomId);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.every((id) => id >= 0n && id < 2n ** 63n));
});
