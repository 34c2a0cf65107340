/** @module `organize` goes on where it was interrupted. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { scratch, sh, testEnvironment } from "../tools/shell.ts";

const folder = scratch();
const cache = join(folder, ".home/.cache/facepipe/faces");

/** Photos that the cache knows. */
function known(): string[] {
  try {
    const all = readdirSync(cache, { recursive: true, encoding: "utf8" });
    return all.filter((name) => name.endsWith(".faces"));
  } catch {
    return [];
  }
}

/** Starts `organize`, and kills it once it has found the faces of two photos. */
async function killHalfWay(): Promise<number> {
  const options = { cwd: folder, env: testEnvironment(folder), stdio: "ignore", detached: true } as const;
  const run = spawn("facepipe", ["organize", "photos", "killed", "--workers", "1"], options);
  const closed = new Promise((resolve) => run.once("close", resolve));
  while (known().length < 2 && run.exitCode === null) await sleep(5);
  process.kill(-run.pid!, "SIGKILL");
  await closed;
  return known().length;
}

async function organize(out: string, ...options: string[]): Promise<{ records: string; looked: number }> {
  const { rc, stdout, stderr } = await sh(`facepipe organize photos ${out} ${options.join(" ")}`, folder);
  assert.equal(rc, 0, stderr);
  const looked = /"message":"(\d+) photos? had been looked at before/.exec(stderr)?.[1] ?? 0;
  return { records: stdout.replaceAll(`${out}/`, "out/"), looked: Number(looked) };
}

describe("organize", () => {
  let found = 0;
  before(async () => {
    await sh('mkdir photos; cp "$SAMPLES"/sample[1346].jpg photos', folder);
    found = await killHalfWay();
  });

  test("that was killed finds again only what it had not found", async () => {
    assert.ok(found >= 2 && found < 4, `${found} photos were done`);
    const resumed = await organize("resumed");
    assert.equal(resumed.looked, found);
    const fresh = await organize("fresh", "--no-cache");
    assert.equal(fresh.looked, 0);
    assert.equal(resumed.records, fresh.records);
    for (const name of known()) assert.equal(statSync(join(cache, name)).mode & 0o777, 0o600);
  });

  test("looks anew under another option that changes what is found, and only then", async () => {
    assert.equal((await organize("again", "--workers", "1", "--threshold", "0.5")).looked, 4);
    assert.equal((await organize("other", "--min-confidence", "0.9")).looked, 0);
  });
});

test("detect uses the cache where it is asked to, and keeps nothing otherwise", async () => {
  const home = { HOME: join(folder, ".home2") };
  const script = 'scan "$SAMPLES"/sample3.jpg | detect';
  const first = await sh(script, folder, home);
  const listed = await sh("facepipe cache stats --json", folder, home);
  assert.equal(JSON.parse(listed.stdout).photos, 0);
  await sh(`${script} --cache > /dev/null`, folder, home);
  const second = await sh(`${script} --cache`, folder, home);
  assert.match(second.stderr, /1 photo had been looked at before/);
  assert.equal(second.stdout, first.stdout);
});
