/** @module Calls over a pair of ports. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { Peer } from "../../../cmds/route/peer.ts";
import { FacepipeError } from "../../../core/mod.ts";

type Answer = ConstructorParameters<typeof Peer>[1];

/** Two peers that are connected for the length of a test; the other side's port as well. */
function connected(t: { after(close: () => void): void }, answer: Answer) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  return { here: new Peer(port1, async () => "here"), there: new Peer(port2, answer), raw: port2 };
}

test("calls go both ways, and answers find their call", async (t) => {
  const { here, there } = connected(t, async (name, args) => {
    if (name === "slow") await new Promise((resolve) => setTimeout(resolve, 20));
    return [name, ...args];
  });
  const answers = await Promise.all([
    here.call("slow", 1n),
    here.call("fast", Float32Array.of(2)),
    there.call("x"),
  ]);
  assert.deepEqual(answers, [["slow", 1n], ["fast", Float32Array.of(2)], "here"]);
});

test("errors keep what programs look at, and nothing of their stack", async (t) => {
  const { here } = connected(t, async () => {
    throw new FacepipeError("BAD_PARAM", "Cannot use limit: expected more", { param: "limit" });
  });
  await assert.rejects(here.call("x"), (thrown) => {
    assert.ok(thrown instanceof FacepipeError);
    assert.deepEqual(
      [thrown.code, thrown.param, thrown.message],
      ["BAD_PARAM", "limit", "Cannot use limit: expected more"],
    );
    return true;
  });
});

test("what cannot be sent fails its own call", async (t) => {
  const { here } = connected(t, async () => () => 1);
  await assert.rejects(
    here.call("x", () => 1),
    { code: "BAD_PARAM", message: /^Cannot call x: / },
  );
  await assert.rejects(here.call("y"), { code: "BAD_PARAM", message: /^Cannot call y: / });
});

test("messages that are none mean nothing", async (t) => {
  const { here, raw } = connected(t, async () => "still there");
  for (const message of [null, undefined, 7, "x", {}, { answer: 99 }, { call: 1 }, [1]])
    raw.postMessage(message);
  assert.equal(await here.call("x"), "still there");
});

test("the end fails what waits, and what comes later", async (t) => {
  const { here } = connected(t, () => new Promise(() => undefined));
  const waiting = here.call("x");
  here.end(new FacepipeError("UNKNOWN_ERROR", "its thread ended"));
  await assert.rejects(waiting, { message: "its thread ended" });
  await assert.rejects(here.call("y"), { message: "its thread ended" });
});
