import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodeOf, type FaceRecord, newReport, runStage } from "../../../core/mod.ts";
import { placePhotos } from "../../../formats/mod.ts";
import { takeLock } from "../../../formats/place/lock.ts";
import { describeSelf } from "../../../formats/place/owner.ts";
import { makeRecords, place, tree } from "../../tools/place_fixture.ts";
import { scratch } from "../../tools/shell.ts";

/** Short enough for a test to wait through; a holder counts as dead after five. */
const BEAT = 40;

test("two runs at once: the second is refused, the first goes on", async () => {
  const root = scratch();
  const out = join(root, "out");
  const records = await makeRecords(join(root, "a.jpg"), "a", "Ann");
  const report = newReport();
  let second: ReturnType<typeof place> | undefined;
  async function* slowStream(): AsyncGenerator<FaceRecord> {
    second = place(out, records);
    await second;
    yield* records;
  }
  for await (const _ of runStage("place", placePhotos(out), slowStream(), report));
  const refused = (await second!).report;
  assert.equal(exitCodeOf(refused), 6);
  assert.equal(refused.fatal?.code, "CONFLICT");
  assert.match(refused.fatal!.message, /^Cannot place into \S+: process \d+ on \S+ is placing into it$/);
  assert.equal(exitCodeOf(report), 0);
  assert.deepEqual(tree(out), { "Ann/a.jpg": "a" });
});

test("a lock is taken again once it was released", async () => {
  const folder = join(scratch(), "temp");
  for (let i = 0; i < 3; i++) {
    const lock = await takeLock(folder, "out");
    await assert.rejects(takeLock(folder, "out"), { code: "CONFLICT", exit: 6 });
    lock.assertHeld();
    await lock.release();
  }
  assert.deepEqual(await readdir(folder), []);
});

test("of many who want a lock at once, one gets it, also where a dead one has to be broken", async () => {
  const folder = join(scratch(), "temp");
  for (const dead of [false, true]) {
    if (dead) await writeFile(join(folder, "lock-dead"), JSON.stringify(await deadOwner()));
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => takeLock(folder, "out")));
    const held = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    assert.equal(held.length, 1);
    await held[0]!.release();
  }
});

async function deadOwner() {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return { ...(await describeSelf("dead")), pid: child.pid!, started: "" };
}

test("the lock of a process that is gone is taken over at once", async () => {
  const folder = join(scratch(), "temp");
  await mkdir(folder);
  const self = await describeSelf("old");
  const gone = [
    await deadOwner(),
    // This process, but it holds no such lock.
    self,
    // The id went to another process.
    { ...self, pid: process.ppid, started: "1" },
  ];
  for (const owner of gone) {
    await writeFile(join(folder, "lock-other"), JSON.stringify(owner));
    await (await takeLock(folder, "out", 60_000)).release();
  }
});

test("the lock of a process that runs is respected", async (t) => {
  const folder = join(scratch(), "temp");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  t.after(() => child.kill("SIGKILL"));
  await once(child, "spawn");
  await mkdir(folder);
  const stat = await readFile(`/proc/${child.pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return t.skip("the system does not tell when a process started");
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
  await writeFile(
    join(folder, "lock-other"),
    JSON.stringify({ ...(await describeSelf("other")), pid: child.pid, started }),
  );
  await assert.rejects(takeLock(folder, "out", 60_000), { code: "CONFLICT" });
  await kill(child);
  await (await takeLock(folder, "out", 60_000)).release();
});

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("a holder on another host is known by its beat", async () => {
  const folder = join(scratch(), "temp");
  await mkdir(folder);
  const far = { ...(await describeSelf("far")), scope: "another host", host: "elsewhere" };
  await writeFile(join(folder, "lock-other"), JSON.stringify(far));
  const beat = setInterval(() => utimes(join(folder, "lock-other"), new Date(), new Date()), BEAT / 2);
  await assert.rejects(takeLock(folder, "out", BEAT), /on elsewhere is placing/);
  clearInterval(beat);
  await (await takeLock(folder, "out", BEAT)).release();
});

test("a lock that cannot be read is nobody's", async () => {
  const folder = join(scratch(), "temp");
  await mkdir(folder);
  for (const text of ["", "null", "{", '{"pid":1}']) {
    await writeFile(join(folder, "lock-other"), text);
    await (await takeLock(folder, "out", BEAT)).release();
    assert.deepEqual(await readdir(folder), []);
  }
});

test("a holder shows that it lives, and notices when it lost the lock", async () => {
  const folder = join(scratch(), "temp");
  const lock = await takeLock(folder, "out", BEAT);
  const file = join(folder, (await readdir(folder))[0]!);
  const deadline = Date.now() + 10_000;
  await utimes(file, 0, 0);
  while ((await stat(file)).mtimeMs === 0) assert.ok(Date.now() < deadline && (await sleep(BEAT, true)));
  lock.assertHeld();
  await rm(file);
  while (lock.isHeld()) assert.ok(Date.now() < deadline && (await sleep(BEAT, true)));
  assert.throws(() => lock.assertHeld(), { code: "STORAGE_ERROR", exit: 6 });
  await lock.release();
});
