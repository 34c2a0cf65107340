/**
 * A stage on another host: photos travel in the records, nothing is shared but the pipe.
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { SAMPLE_NAMES, SAMPLES } from "../tools/paths.ts";
import { type Outcome, scratch, sh } from "../tools/shell.ts";
import { hasSsh, NO_SSH, type SshHost, startSshHost } from "../tools/ssh_host.ts";

const here = scratch();
const there = scratch();
const settings = scratch();
let host: SshHost;

/** Runs a script on this host, where `$SSH` reaches the other one. */
async function ok(script: string): Promise<Outcome> {
  const outcome = await sh(`set -e; ${script}`, here, { SSH: `${host.client} ${host.name}` });
  assert.equal(outcome.rc, 0, outcome.stderr);
  return outcome;
}

function read(file: string): string {
  return readFileSync(join(here, file), "utf8");
}

describe("over ssh", { skip: hasSsh() ? false : NO_SSH }, () => {
  before(async () => {
    host = await startSshHost(settings, there);
    mkdirSync(join(here, "photos"));
    await sh(`cp "$SAMPLES"/sample?.jpg photos`, here);
    await ok("scan photos | detect --keep-filtered > local; group < local | place out-local > placed-local");
  });
  after(() => host?.close());

  test("the other host has none of the photos", async () => {
    const { stdout } = await ok("$SSH ls");
    assert.doesNotMatch(stdout, /photos/);
  });

  test("scan --inline | ssh detect | group | place: records byte for byte as on one host", async () => {
    await ok(
      "scan photos --inline | $SSH detect --keep-filtered | tee by-ssh | group | place out-ssh > placed-ssh",
    );
    assert.ok(read("by-ssh") === read("local"));
    assert.equal(read("placed-ssh").replaceAll("out-ssh", "out-local"), read("placed-local"));
    const placed = readdirSync(join(here, "out-ssh"), { recursive: true, encoding: "utf8" }).sort();
    assert.deepEqual(
      placed,
      readdirSync(join(here, "out-local"), { recursive: true, encoding: "utf8" }).sort(),
    );
    assert.ok(SAMPLE_NAMES.every((name) => placed.some((file) => file.endsWith(name))));
  });

  test("the same over Arrow, which carries photos as bytes and not as text", async () => {
    await ok("scan photos --inline --format arrow > inline.arrow; scan photos --inline > inline.ndjson");
    await ok("$SSH detect --keep-filtered --format arrow < inline.arrow | facepipe convert > by-arrow");
    const withoutEnd = (text: string) => text.replace(/.*"kind":"end".*\n/, "");
    assert.ok(withoutEnd(read("by-arrow")) === withoutEnd(read("local")));
    const photos = SAMPLE_NAMES.reduce((sum, name) => sum + readFileSync(join(SAMPLES, name)).length, 0);
    const [arrow, text] = ["inline.arrow", "inline.ndjson"].map(
      (file) => readFileSync(join(here, file)).length,
    );
    assert.ok(arrow! < photos + 40_000, `${arrow} bytes for ${photos} bytes of photos`);
    assert.ok(text! > (4 / 3) * photos, "base64 takes a third more");
    assert.ok(
      readFileSync(join(here, "inline.arrow")).includes(readFileSync(join(SAMPLES, SAMPLE_NAMES[0]!))),
    );
  });

  test("a host that fails stops the chain, and nothing is placed", async () => {
    const { rc, stderr } = await sh(
      "scan photos --inline | $SSH detect --model nonexistent | group | place out-failed",
      here,
      { SSH: `${host.client} ${host.name}` },
    );
    assert.equal(rc, 4, stderr);
    assert.ok(!readdirSync(here).includes("out-failed"));
  });

  test("a connection that breaks in the middle earns a warning, and move refuses", async () => {
    const { rc, stderr } = await sh(
      'scan photos --inline | $SSH "detect | head -n 3" | group | place --mode move out-cut',
      here,
      { SSH: `${host.client} ${host.name}` },
    );
    assert.equal(rc, 4, stderr);
    assert.match(stderr, /there is no end record/);
    assert.equal(readdirSync(join(here, "photos")).length, SAMPLE_NAMES.length);
  });
});
