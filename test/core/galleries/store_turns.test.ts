import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreTurns } from "../../../core/galleries/store_turns.ts";
import type { GalleryStore } from "../../../core/mod.ts";
import { openSqliteStore } from "../../../formats/mod.ts";

const turnsLeft = async (store: GalleryStore) =>
  (await store.pageDocuments("", "counters", { conditions: [], limit: 10 })).rows;

test("turns of one place come one after the other, those of others meanwhile, and leave nothing behind", async () => {
  const store = await openSqliteStore(":memory:");
  // As two processes would.
  const users = [new StoreTurns(store), new StoreTurns(store)];
  let [inside, most, elsewhere] = [0, 0, 0];
  const work = async () => {
    most = Math.max(most, ++inside);
    await users[0]!.take("elsewhere", async () => elsewhere++);
    await sleep(5);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, (_, i) => users[i % 2]!.take("here", work)));
  assert.deepEqual([most, elsewhere], [1, 8]);
  const fails = users[0]!.take("here", () => Promise.reject(new Error("no")));
  await assert.rejects(fails, /^Error: no$/);
  assert.equal(await users[1]!.take("here", async () => 7), 7);
  assert.deepEqual(await turnsLeft(store), []);
  await store.close();
});

test("a turn whose process is gone ends, one that takes long does not", async () => {
  const store = await openSqliteStore(":memory:");
  const turn = { key: "facepipe.turn.here", body: '{"token":"gone"}', terms: [], version: 3 };
  await store.insertDocument("", "counters", turn);
  const start = performance.now();
  const [one, other] = [new StoreTurns(store, 200), new StoreTurns(store, 200)];
  let done = false;
  const long = one.take("here", async () => {
    assert.ok(performance.now() - start > 200);
    await sleep(900);
    done = true;
  });
  await sleep(500);
  assert.equal(await other.take("here", async () => done), true);
  await long;
  assert.deepEqual(await turnsLeft(store), []);
  await store.close();
});
