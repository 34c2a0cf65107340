import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { exitCodeOf, type FaceRecord } from "../../../core/mod.ts";
import type { PlaceOptions } from "../../../formats/mod.ts";
import { inParallel } from "../../../formats/place/in_parallel.ts";
import { runAndKill } from "../../tools/kill_place.ts";
import { makeRecords, place, snapshot, tree } from "../../tools/place_fixture.ts";
import { seeded } from "../../tools/random_vectors.ts";

/** They make about 300 files. */
const PHOTOS = 240;
const KILLS = 50;
const ROUNDS_AT_ONCE = 3;
const OPTIONS: PlaceOptions = { representative: true, unknown: true, noFaces: true };

// Syncing is what takes the time on a disk, and a killed process, unlike a power cut, does not test it.
const base = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "facepipe-kill-"));
after(() => rmSync(base, { recursive: true, force: true }));

/** Photos with clashing names, equal contents, and none to five faces each; each has a folder to go to. */
async function makeAlbum(folder: string): Promise<FaceRecord[]> {
  const random = seeded(7);
  const upTo = (limit: number) => Math.floor(random() * limit);
  const records: FaceRecord[] = [];
  for (let i = 0; i < PHOTOS; i++) {
    const faces = upTo(10) === 0 ? 5 : upTo(3);
    const persons = Array.from({ length: faces }, () => [undefined, "Ann", "a/b", "Cas"][upTo(4)]);
    const content = `${upTo(PHOTOS)} `.repeat(1 + upTo(1000));
    const path = join(folder, `${Math.floor(i / 20)}/IMG_${i % 20}.jpg`);
    records.push(...(await makeRecords(path, content, ...persons)));
  }
  return records;
}

interface Round {
  readonly photos: string;
  readonly out: string;
  readonly list: string;
}

const album = join(base, "album");
const records = await makeAlbum(album);
const before = snapshot(album);
const contents = new Set(Object.values(tree(album)));
await place(join(base, "expected"), records, OPTIONS);
const expected = tree(join(base, "expected"));

/** A folder to place into, with an album of its own where that will be moved away. */
async function prepare(name: string, mode: PlaceOptions): Promise<Round> {
  const folder = join(base, name);
  const photos = mode.mode === "move" ? join(folder, "photos") : album;
  const round = { photos, out: join(folder, "out"), list: join(folder, "list") };
  await mkdir(folder);
  if (photos !== album) cpSync(album, photos, { recursive: true, preserveTimestamps: true });
  await writeFile(
    round.list,
    recordsOf(round)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(""),
  );
  return round;
}

function recordsOf(round: Round): FaceRecord[] {
  return records.map((record) => {
    if (record.kind !== "photo" && record.kind !== "face") return record;
    return { ...record, path: record.path!.replace(album, round.photos) };
  });
}

/** Every photo must be somewhere, whole, at every moment. */
function assertNothingLost({ photos, out }: Round): void {
  const folders = [photos, out].filter((folder) => existsSync(folder));
  const kept = new Set(folders.flatMap((folder) => Object.values(tree(folder))));
  for (const content of contents) assert.ok(kept.has(content), "a photo is lost");
}

const CASES: [name: string, mode: PlaceOptions & { hardLinks?: boolean }, kills: number][] = [
  ["copy", { mode: "copy" }, KILLS],
  ["move", { mode: "move" }, KILLS],
  ["copy without hard links", { mode: "copy", hardLinks: false }, KILLS / 10],
  ["move without hard links", { mode: "move", hardLinks: false }, KILLS / 10],
];

for (const [name, mode, kills] of CASES) {
  test(`a ${name} that is killed at ${kills} moments can always be repeated`, {
    timeout: 300_000,
  }, async () => {
    const options = { ...OPTIONS, ...mode };
    const { hardLinks: _, ...repeatOptions } = options;
    const random = seeded(kills + name.length);
    const trial = await prepare(`${name} trial`, mode);
    const duration = await runAndKill([trial.out, trial.list, JSON.stringify(options)], 60_000);
    assert.ok(duration !== undefined);
    assert.deepEqual(tree(trial.out), expected);

    let cut = 0;
    const rounds = Array.from({ length: kills }, (_, index) => ({ index, delay: random() * duration * 0.7 }));
    await inParallel(rounds, ROUNDS_AT_ONCE, async ({ index, delay }) => {
      const round = await prepare(`${name} ${index}`, mode);
      if ((await runAndKill([round.out, round.list, JSON.stringify(options)], delay)) === undefined) cut++;
      if (mode.mode === "move") assertNothingLost(round);

      const { report } = await place(round.out, recordsOf(round), repeatOptions);
      assert.equal(exitCodeOf(report), 0);
      assert.deepEqual(tree(round.out), expected);
      assert.deepEqual(readdirSync(round.out).sort(), readdirSync(trial.out).sort());
      if (mode.mode === "copy") assert.deepEqual(snapshot(album), before);
      else assert.deepEqual(tree(round.photos), {});
      await rm(join(round.out, ".."), { recursive: true });
    });
    // Most are, on a machine that is as busy as it was at the trial.
    assert.ok(cut >= kills / 5, `only ${cut} of ${kills} runs were cut short`);
  });
}
