import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EXIT, FacepipeError, type FaceRecord } from "../../../core/mod.ts";
import { placePhotos } from "../../../formats/mod.ts";
import { untilAborted } from "../../../formats/place/until_aborted.ts";
import { makeRecords, place, tree } from "../../tools/place_fixture.ts";
import { scratch } from "../../tools/shell.ts";
import { collect, streamOf } from "../../tools/streams.ts";

const interrupted = new FacepipeError("UNKNOWN_ERROR", "Cannot go on: interrupted", {
  exit: EXIT.interrupted,
});

async function* endless(): AsyncGenerator<number> {
  yield 1;
  await new Promise(() => undefined);
}

test("an input is read to its end where nobody aborts", async () => {
  for (const signal of [new AbortController().signal, undefined]) {
    assert.deepEqual(await collect(untilAborted(streamOf(1, 2, 3), signal)), [1, 2, 3]);
  }
});

test("an abort ends the reading while it waits, or before it begins", async () => {
  const aborter = new AbortController();
  const reading = untilAborted(endless(), aborter.signal);
  assert.equal((await reading.next()).value, 1);
  setImmediate(() => aborter.abort(interrupted));
  await assert.rejects(reading.next(), interrupted);
  await assert.rejects(collect(untilAborted(endless(), aborter.signal)), interrupted);
});

test("an interrupted run that waits for its input leaves nothing", async () => {
  const root = scratch();
  const aborter = new AbortController();
  async function* silent(): AsyncGenerator<FaceRecord> {
    yield* await makeRecords(join(root, "a.jpg"), "a", "Ann");
    assert.ok(existsSync(join(root, "out/.facepipe-tmp")));
    setImmediate(() => aborter.abort(interrupted));
    await new Promise(() => undefined);
  }
  const placing = placePhotos(join(root, "out"), { signal: aborter.signal })(silent());
  await assert.rejects(collect(placing), interrupted);
  assert.deepEqual(readdirSync(root), ["a.jpg"]);
});

test("an interrupted run leaves whole files only, and a repeated one goes on", async () => {
  const root = scratch();
  const records: FaceRecord[] = [];
  for (let i = 0; i < 40; i++) {
    records.push(...(await makeRecords(join(root, `photos/${i}.jpg`), `photo ${i}`, "Ann", "Bob")));
  }
  const originals = tree(join(root, "photos"));
  const aborter = new AbortController();
  const onPhoto = (done: number) => {
    if (done === 10) aborter.abort(interrupted);
  };
  const out = join(root, "out");
  const { report } = await place(out, records, { mode: "move", onPhoto, signal: aborter.signal });
  assert.equal(report.fatal, interrupted);
  assert.deepEqual(tree(join(root, "photos")), originals);
  const placed = Object.keys(tree(out));
  assert.ok(placed.length >= 20 && placed.length < 40, `${placed.length} files`);
  for (const path of placed) assert.match(path, /^(Ann|Bob)\/\d+\.jpg$/);

  await place(out, records, { mode: "move" });
  assert.deepEqual(tree(join(out, "Ann")), originals);
  assert.deepEqual(tree(join(out, "Bob")), originals);
  assert.deepEqual(tree(join(root, "photos")), {});
});
