/**
 * Corrections and states on faces of real photos, through the commands.
 * @module
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import type { Constraint, FaceRecord } from "../../core/mod.ts";
import { readRecords } from "../../formats/mod.ts";
import { SAMPLES } from "../tools/paths.ts";
import { assertHonoured, assertOthersStay, personsOf, randomConstraints } from "../tools/people.ts";
import { seeded, shuffled } from "../tools/random_vectors.ts";
import { sharedData } from "../tools/shared_data.ts";
import { scratch, sh } from "../tools/shell.ts";
import { collect, inChunks } from "../tools/streams.ts";

const folder = scratch();
const MINUTES = 60_000;
/** Lines of the faces, without the photos. */
let faces: string[] = [];
let ids: string[] = [];

before(
  async () => {
    const photos = [SAMPLES, sharedData("bbt"), sharedData("knn")].filter((path) => path !== undefined);
    const quoted = photos.map((path) => `"${path}"`).join(" ");
    const script = `scan --ext jpg ${quoted} | detect --keep-filtered --min-confidence 0 > faces.ndjson`;
    const { rc, stderr } = await sh(script, folder, {}, 4 * MINUTES);
    assert.equal(rc, 0, stderr);
    const lines = readFileSync(join(folder, "faces.ndjson"), "utf8").split("\n");
    faces = lines.filter((line) => line.startsWith('{"kind":"face"'));
    ids = faces.map((line) => (JSON.parse(line) as { faceId: string }).faceId);
  },
  { timeout: 5 * MINUTES },
);

/** Groups faces with options and returns the person of each. */
async function group(lines: readonly string[], options: string): Promise<Map<string, string | undefined>> {
  const end = { kind: "end", stage: "detect", faces: lines.length, photos: 0, errors: 0 };
  writeFileSync(join(folder, "in.ndjson"), `${[...lines, JSON.stringify(end)].join("\n")}\n`);
  const { rc, stdout, stderr } = await sh(`group --threshold 0.3 ${options} < in.ndjson`, folder);
  assert.equal(rc, 0, stderr);
  return personsOf((await collect(readRecords(inChunks(stdout)))) as FaceRecord[]);
}

function write(file: string, constraints: readonly Constraint[]): void {
  const lines = constraints.map(({ at: _, ...rule }) => `${JSON.stringify(rule)}\n`);
  writeFileSync(join(folder, file), lines.join(""));
}

test("fifty random corrections are honoured in every run, and move nobody else", async () => {
  assert.ok(ids.length >= 30, `${ids.length} faces`);
  const plain = await group(faces, "");
  for (let seed = 1; seed <= 6; seed++) {
    const random = seeded(seed);
    const constraints = randomConstraints(random, ids, 50);
    write("mine.ndjson", constraints);
    const once = await group(faces, "--constraints mine.ndjson");
    assertHonoured(once, constraints);
    assertOthersStay(plain, once, constraints);
    const state = `--state ${seed}.state`;
    assert.deepEqual(await group(faces, state), plain);
    assert.deepEqual(await group(faces, `${state} --constraints mine.ndjson`), once);
    const again = await group(shuffled(random, faces), `${state} --constraints mine.ndjson`);
    assert.deepEqual(new Map(ids.map((id) => [id, again.get(id)])), once);
    const without = await group(faces, state);
    for (const [face, person] of once) if (person !== undefined) assert.equal(without.get(face), person);
  }
});

test("corrections are honoured while the album grows", async () => {
  for (let seed = 11; seed <= 14; seed++) {
    const random = seeded(seed);
    const constraints = randomConstraints(random, ids, 50);
    write("mine.ndjson", constraints);
    const mixed = shuffled(random, faces);
    const mentioned = new Set(constraints.flatMap((rule) => rule.faces));
    let known = new Map<string, string | undefined>();
    for (let part = 1; part <= 4; part++) {
      const lines = mixed.slice(0, Math.ceil((part * mixed.length) / 4));
      const now = await group(lines, `--state grow${seed}.state --constraints mine.ndjson`);
      assertHonoured(now, constraints);
      assertPeopleStay(known, now, mentioned);
      known = now;
    }
  }
});

/** People may merge or get a name as new faces arrive, but nobody who is not mentioned is torn from theirs. */
function assertPeopleStay(
  before: ReadonlyMap<string, string | undefined>,
  after: ReadonlyMap<string, string | undefined>,
  mentioned: ReadonlySet<string>,
): void {
  const became = new Map<string | undefined, string | undefined>();
  for (const [face, person] of before) {
    if (mentioned.has(face)) continue;
    const now = after.get(face);
    assert.equal(became.get(person) ?? now, now, `${person} was split at ${face}`);
    became.set(person, now);
  }
}

test("organize takes corrections, and keeps people", async () => {
  const { rc, stdout } = await sh('scan "$SAMPLES" | detect | group --state people.state', folder);
  assert.equal(rc, 0);
  const people = personsOf((await collect(readRecords(inChunks(stdout)))) as FaceRecord[]);
  const [[face = "", person] = []] = people;
  write("named.ndjson", [{ type: "name", faces: [face], name: "Ann", at: { file: "", line: 1 } }]);
  const options = "--state people.state --constraints named.ndjson";
  const organized = await sh(`facepipe organize "$SAMPLES" out ${options} > /dev/null && ls out`, folder);
  assert.equal(organized.rc, 0, organized.stderr);
  const expected = new Set([...people.values()].filter((other) => other !== person));
  const folders = organized.stdout.split("\n").filter((name) => name.startsWith("person-"));
  assert.deepEqual(new Set(folders), expected);
  assert.ok(organized.stdout.startsWith("Ann\n"), organized.stdout);
});
