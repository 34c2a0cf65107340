import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { within } from "../../../core/mod.ts";

test("a call in time leaves no listener behind, which would keep it in memory", async () => {
  const caller = new AbortController();
  let inner: AbortSignal | undefined;
  const answer = await within({ timeout: 60_000, signal: caller.signal }, "wait", async ({ signal }) => {
    inner = signal;
    assert.equal(getEventListeners(caller.signal, "abort").length, 1);
    return 7;
  });
  assert.equal(answer, 7);
  for (const signal of [caller.signal, inner!]) assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("the caller's signal and the time end the wait", async () => {
  const never = () => new Promise<never>(() => {});
  const caller = new AbortController();
  const waiting = within({ signal: caller.signal }, "wait", never);
  caller.abort(new Error("gone"));
  await assert.rejects(waiting, /gone/);
  await assert.rejects(within({ signal: caller.signal }, "wait", never), /gone/);
  await assert.rejects(within({ timeout: 5 }, "wait", never), { code: "OVER_CAPACITY", param: "timeout" });
});
