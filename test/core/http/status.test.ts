import assert from "node:assert/strict";
import { test } from "node:test";
import { DetailedError, renamed } from "../../../core/http/status.ts";
import {
  answerOf,
  ERROR_CODES,
  type ErrorCode,
  FacepipeError,
  modelError,
  storageError,
} from "../../../core/mod.ts";

test("every code has a status", () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    const { status, body } = answerOf(new FacepipeError(code, "Cannot do it: why"));
    assert.ok(status >= 400 && status < 600, code);
    assert.equal(body.code, code);
  }
});

test("what is too large is 413, what is too much 503", () => {
  const statusFor = (param?: string) =>
    answerOf(new FacepipeError("OVER_CAPACITY", "Cannot", { param })).status;
  assert.deepEqual([statusFor("photo"), statusFor(), statusFor("timeout")], [413, 503, 503]);
});

test("what is not the caller's doing is told without details", () => {
  const secret = "/home/ann/faces.db";
  for (const error of [
    storageError(`Cannot open ${secret}`),
    modelError(`Cannot open ${secret}`),
    new FacepipeError("UNKNOWN_ERROR", secret),
  ]) {
    const { status, body } = answerOf(error);
    assert.ok(status >= 500);
    assert.ok(!JSON.stringify(body).includes(secret));
  }
});

test("details are told, ids as text, and parameters by the caller's names", () => {
  const error = new DetailedError({ faces: [1] }, "BAD_PARAM", "Cannot", { param: "image", value: 7n });
  assert.deepEqual(answerOf(error).body, {
    faces: [1],
    code: "BAD_PARAM",
    reason: "Cannot",
    param: "image",
    value: "7",
  });
  assert.equal((renamed(error, ["image"], "photo1") as FacepipeError).param, "photo1");
  assert.equal(renamed(error, ["url"], "photo1"), error);
});
