/**
 * Parameters as callers give them: as JSON, and as text.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  choice,
  galleryName,
  id,
  list,
  moment,
  number,
  optionalFlag,
  text,
  whole,
} from "../../../core/http/param_kinds.ts";
import { type Param, required, UploadedFile, withDefault } from "../../../core/http/params.ts";
import { box, boxOfCorners } from "../../../core/rest/boxes.ts";
import { GALLERIES_CHANGE } from "../../../core/rest/galleries_change.ts";
import { THRESHOLD } from "../../../core/rest/threshold.ts";

test("errors say nothing of what is in files, and take no time over them", () => {
  const files = [new UploadedFile(new Uint8Array(20_000_000)), new UploadedFile(Uint8Array.of(1))];
  const expected = { code: "BAD_PARAM", value: '["a file","a file"]' };
  assert.throws(() => text("").read(files, "p"), expected);
});

test("JSON in texts that would exhaust the stack", () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const texts = list("", text(""));
  for (const levels of [2, 33, 130_000])
    assert.throws(() => texts.read(deep(levels), "p"), { code: "BAD_PARAM", param: "p" });
  for (const change of [`{"add":${deep(130_000)}}`, deep(130_000)])
    assert.throws(() => GALLERIES_CHANGE.read(change, "p"), { code: "BAD_PARAM", param: "p" });
  assert.throws(() => texts.read(`[${"1,".repeat(100_000)}1]`, "p"), { code: "BAD_PARAM", param: "p" });
  assert.deepEqual(texts.read('["[[{\\"[,"]', "p"), ['[[{"[,']);
});

/** Asserts what values are read as, and which are refused under the parameter's name. */
function reads<T>(param: Param<T>, good: readonly (readonly [unknown, T])[], bad: readonly unknown[]): void {
  for (const [value, read] of good) assert.deepEqual(param.read(value, "p"), read, JSON.stringify(value));
  for (const value of bad)
    assert.throws(() => param.read(value, "p"), { code: "BAD_PARAM", param: "p" }, JSON.stringify(value));
}

const FILE = new UploadedFile(Uint8Array.of(1));

test("text", () => {
  reads(
    text("", 5),
    [
      ["", ""],
      ["äöü", "äöü"],
      [undefined, undefined],
      [null, undefined],
    ],
    [...[7, true, [], {}, FILE, "123456", "a\0", "\ud800"]],
  );
});

test("flags", () => {
  reads(
    optionalFlag(""),
    [
      [true, true],
      ["true", true],
      ["1", true],
      [false, false],
      ["false", false],
      ["0", false],
    ],
    [1, 0, "", "yes", "TRUE", [], FILE],
  );
});

test("numbers", () => {
  reads(
    number("", 0, 1),
    [
      [0, 0],
      ["0.5", 0.5],
      [1, 1],
    ],
    [-0.1, 1.1, "", " 1", "1e0", "NaN", Number.NaN, [], FILE],
  );
  reads(
    whole("", -5, 5),
    [
      [5, 5],
      ["-5", -5],
    ],
    [6, 1.5, "1.5", "0x1", "", null === undefined, "99999999999999999999"],
  );
});

test("ids: exact numbers and decimal text", () => {
  reads(
    id(""),
    [
      [7, 7n],
      ["7", 7n],
      ["18446744073709551615", 18446744073709551615n],
    ],
    [-1, 1.5, 2 ** 53, "18446744073709551616", "-1", "", "0x7", [], {}, FILE],
  );
});

test("choices and names", () => {
  reads(choice("", ["a", "b"]), [["a", "a"]], ["c", "", "A", 1, ["a"], FILE]);
  reads(galleryName(""), [["a-B_9", "a-B_9"]], ["", "a b", "..", "a/b", "x".repeat(49), 7, [], FILE]);
});

test("lists: as JSON, as JSON text, or of one", () => {
  reads(
    list("", text("", 3), 3),
    [
      [
        ["a", "b"],
        ["a", "b"],
      ],
      ['["a"]', ["a"]],
      ["a", ["a"]],
      [[], []],
      ["[]", []],
    ],
    [[1], [null], ["long"], ["a", "b", "c", "d"], {}, 7, "[", '{"a":1}', FILE],
  );
});

test("moments", () => {
  reads(
    moment(""),
    [
      ["2026-03-08T12:00:00+01:00", "2026-03-08T11:00:00.000Z"],
      ["2026-03-08", "2026-03-08T00:00:00.000Z"],
      ["2026-03-08T12:00:00", "2026-03-08T12:00:00.000Z"],
      ["2026-03-08 12:00", "2026-03-08T12:00:00.000Z"],
    ],
    ["yesterday", "", 7, "x".repeat(50), "2026-13-01", "+275761-01-01", FILE],
  );
});

test("boxes in every form", () => {
  const wanted = [1, 2, 3.5, 4] as const;
  reads(
    box(""),
    [
      "1,2,3.5,4",
      " 1, 2, 3.5, 4",
      "[1,2,3.5,4]",
      [1, 2, 3.5, 4],
      ["1", "2", "3.5", "4"],
      { x1: 1, y1: 2, x2: 3.5, y2: 4 },
      '{"x1":1,"y1":2,"x2":3.5,"y2":4}',
    ].map((value) => [value, [...wanted]] as never),
    [
      "",
      "1,2,3",
      "1,2,3,4,5",
      "3,2,1,4",
      "1,2,3,x",
      [1, 2, 3],
      [1, 2, 3, null],
      {},
      { x1: 1 },
      7,
      "[1,2",
      FILE,
      [0, 0, Number.POSITIVE_INFINITY, 1],
    ],
  );
  assert.equal(boxOfCorners({ x1: undefined, y1: undefined, x2: undefined, y2: undefined }), undefined);
  assert.deepEqual(boxOfCorners({ x1: 1, y1: 2, x2: 3, y2: 4 }), [1, 2, 3, 4]);
  const half = { x1: 1, y1: 2, x2: undefined, y2: 4 };
  assert.throws(() => boxOfCorners(half), { code: "BAD_PARAM", param: "x2" });
});

test("thresholds", () => {
  reads(
    THRESHOLD,
    [
      ["strict", "strict"],
      ["none", "none"],
      ["0.7", 0.7],
      [0, 0],
      [1, 1],
      [undefined, 0.75],
    ],
    ["Strict", "", -0.1, 1.1, "2", [], {}, true, FILE, "toString"],
  );
});

test("changes of galleries", () => {
  reads(
    GALLERIES_CHANGE,
    [
      [{ add: ["a"] }, { add: ["a"] }],
      ['{"set":[]}', { set: [] }],
      [{ del: "a" }, { del: ["a"] }],
    ],
    [{}, { add: ["a"], del: ["b"] }, { move: ["a"] }, [], "add", 7, FILE],
  );
  assert.throws(() => GALLERIES_CHANGE.read({ add: ["a b"] }, "p"), { param: "p.add" });
});

test("required, and with a default", () => {
  reads(required(text("")), [["a", "a"]], [undefined, null]);
  reads(
    withDefault(whole("", 1, 9), 5),
    [
      [undefined, 5],
      [null, 5],
      ["7", 7],
    ],
    [0],
  );
});

test("errors name the value, but not all of it", () => {
  const value = "x".repeat(10_000);
  try {
    whole("", 0, 1).read(value, "n");
    assert.fail();
  } catch (error) {
    assert.deepEqual((error as { value: unknown }).value, "x".repeat(100));
  }
});
