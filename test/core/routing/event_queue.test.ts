/** @module Events that callers wait for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EventQueue, type Face, FacepipeError } from "../../../core/mod.ts";

const face = (faceId: string, more: Partial<Face> = {}): Face => ({ kind: "face", faceId, ...more });

test("events come in their order, and each caller hears what became of its own", async () => {
  const queue = new EventQueue({ answers: true });
  const answers = ["a", "b", "c"].map((id) => queue.add(face(id)));
  queue.end();
  for await (const event of queue.events()) queue.handled([{ ...event, plugins: { id: event.faceId } }]);
  const told = (await Promise.all(answers)).map(([record]) => (record as Face).plugins);
  assert.deepEqual(told, [{ id: "a" }, { id: "b" }, { id: "c" }]);
});

test("a reader waits for the next event", async () => {
  const queue = new EventQueue({ answers: false });
  const events = queue.events()[Symbol.asyncIterator]();
  const next = events.next();
  assert.deepEqual(await queue.add(face("a")), []);
  assert.equal((await next).value.faceId, "a");
  const last = events.next();
  queue.end();
  assert.equal((await last).done, true);
});

test("too many events, or too heavy ones, are refused", async () => {
  const busy = { code: "OVER_CAPACITY", param: undefined };
  const few = new EventQueue({ answers: false, waiting: 2 });
  await few.add(face("a"));
  await few.add(face("b"));
  await assert.rejects(few.add(face("c")), busy);
  await few.events()[Symbol.asyncIterator]().next();
  await few.add(face("c"));
  const light = new EventQueue({ answers: false, bytes: 100 });
  await light.add(face("a", { bytes: new Uint8Array(60) }));
  await assert.rejects(light.add(face("b", { crop: new Uint8Array(60) })), busy);
});

test("after the end nothing is taken, and what fails is told to all who wait", async () => {
  const queue = new EventQueue({ answers: true });
  const waiting = queue.add(face("a"));
  queue.end(new FacepipeError("SERVICE_UNAVAILABLE", "Cannot run the networks"));
  await assert.rejects(waiting, { code: "SERVICE_UNAVAILABLE", message: "Cannot run the networks" });
  await assert.rejects(queue.add(face("b")), { code: "SERVICE_UNAVAILABLE" });
});
