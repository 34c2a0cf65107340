/**
 * The gallery commands do over a server what they do over a store, byte by byte.
 */
import assert from "node:assert/strict";
import { chmodSync, cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { galleriesOver } from "../../../core/mod.ts";
import { openSqliteStore } from "../../../formats/mod.ts";
import { HALF } from "../../galleries/world.ts";
import { serveGalleries } from "../../tools/galleries_server.ts";
import { closedAddress } from "../../tools/local_server.ts";
import { ROOT } from "../../tools/paths.ts";
import { scratch, sh } from "../../tools/shell.ts";

/** A server over an empty store, and the token of a user. */
async function start(t: TestContext): Promise<{ address: string; token: string }> {
  const galleries = galleriesOver(await openSqliteStore(":memory:"), { scaleOf: () => HALF });
  const { users } = galleries.documents;
  const { address, close } = await serveGalleries(galleries, {
    authenticate: (token) => users.authenticate(token),
  });
  t.after(async () => {
    await close(0);
    await galleries.close();
  });
  return { address, token: (await users.add({ name: "Ann" })).token };
}

/** A folder with records of faces. */
function folderOfFaces(): string {
  const folder = scratch();
  cpSync(join(ROOT, "test/cases/gallery/identify/input"), folder, { recursive: true });
  return folder;
}

test("one command line over a store and over a server: the same output and exit codes", async (t) => {
  const { address, token } = await start(t);
  const script = `
    try() { "$@"; echo "rc $?"; }
    try gallery create staff; try gallery create staff
    try gallery add family --create --name-from folder < people.ndjson
    try gallery list --json; try gallery list family --json; try gallery list nowhere
    try gallery identify family --threshold none --limit 3 < probe.ndjson | sed 's/"confidence":[0-9.]*//g'
    try gallery export family
    gallery export family --format arrow > family.arrow
    try gallery import copy --create < family.arrow > /dev/null
    id=$(gallery list copy --json | head -n 1 | sed 's/.*"id":"\\([0-9]*\\)".*/\\1/')
    try gallery update copy "$id" --meta note=x; try gallery get copy "$id"; try gallery get copy 7
    try gallery delete copy "$id"; try gallery delete copy 7; try gallery drop copy; try gallery drop copy --yes
    try gallery drop copy --yes; try gallery list --json --page x; try gallery list family --page x`;
  const [local, remote] = await Promise.all([
    sh(script, folderOfFaces(), { FACEPIPE_DB: "g.db" }),
    sh(script, folderOfFaces(), { FACEPIPE_DB: address, FACEPIPE_TOKEN: token }),
  ]);
  assert.equal(remote.stdout, local.stdout);
  assert.equal(remote.stderr, local.stderr);
  assert.match(local.stdout, /"name":"staff"/);
});

test("the token comes from a file that only its owner can read", async (t) => {
  const { address, token } = await start(t);
  const folder = scratch();
  const file = join(folder, "token");
  const list = (...options: string[]) => sh(`gallery list --db ${address} ${options.join(" ")}`, folder);
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  assert.deepEqual(await list("--token-file", "token"), { rc: 0, stdout: "GALLERY  FACES\n", stderr: "" });
  chmodSync(file, 0o640);
  const open = await list("--token-file", "token");
  assert.deepEqual([open.rc, open.stderr.includes(token)], [2, false]);
  assert.match(open.stderr, /Cannot use --token-file token: others may read it; chmod 600 makes it yours/);
  assert.match((await list("--token-file", "gone")).stderr, /no such file or folder/);
  const nobody = await list();
  assert.deepEqual([nobody.rc, /"code":"AUTH_FAILED"/.test(nobody.stderr)], [2, true]);
});

test("mistakes are told: no server, another user, commands that need the store", async (t) => {
  const { address, token } = await start(t);
  const folder = scratch();
  const run = (line: string) => sh(line, folder, { FACEPIPE_TOKEN: token });
  for (const [line, rc, reason] of [
    [`gallery list --db ${await closedAddress()}`, 6, /Cannot use server http:\S+: nothing listens there/],
    [`gallery list --db ${address} --user ann`, 2, /Cannot use user: a server decides it itself/],
    [`gallery list --db ${address} --db g.db`, 2, /a server is no shard/],
    [`gallery list --db http://ann:x@127.0.0.1/`, 2, /it has a user or a password/],
    [`gallery stats --db ${address}`, 2, /this command needs the store itself/],
    [`facepipe user list --db ${address}`, 2, /this command needs the store itself/],
    [`facepipe person list --db ${address}`, 2, /this command needs the store itself/],
  ] as const) {
    const { rc: found, stderr } = await run(line);
    assert.equal(found, rc, `${line}: ${stderr}`);
    assert.match(stderr, reason, line);
    assert.doesNotMatch(stderr, new RegExp(token));
  }
});
