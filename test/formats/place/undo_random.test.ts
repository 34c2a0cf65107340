/**
 * Random albums, placed several times in any mix of modes, layouts and XMP files, are as they were
 * after each undo.
 * `FACEPIPE_UNDO_RUNS` sets how many, `FACEPIPE_UNDO_SEED` the first seed.
 */
import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from "node:fs";
import { chmod, link, mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import type { Face, FaceRecord } from "../../../core/mod.ts";
import { exitCodeOf, newReport, runStage } from "../../../core/mod.ts";
import { type PlaceMode, type PlaceOptions, undoPlacing } from "../../../formats/mod.ts";
import { inParallel } from "../../../formats/place/in_parallel.ts";
import { runAndKill } from "../../tools/kill_place.ts";
import { sha256 } from "../../tools/noise.ts";
import { facesOf, place } from "../../tools/place_fixture.ts";
import { seeded } from "../../tools/random_vectors.ts";
import { streamOf } from "../../tools/streams.ts";

const RUNS = Number(process.env.FACEPIPE_UNDO_RUNS ?? 30);
const SEED = Number(process.env.FACEPIPE_UNDO_SEED ?? 1);
const MODES: readonly PlaceMode[] = ["copy", "hardlink", "symlink", "move"];

const base = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "facepipe-undo-"));
after(() => rmSync(base, { recursive: true, force: true }));

type Pick = (limit: number) => number;

function picker(seed: number): Pick {
  const random = seeded(seed);
  return (limit) => Math.floor(random() * limit);
}

/** Everything below a folder that undoing has to bring back: names, bytes, links, permissions, times. */
function stateOf(folder: string): string[] {
  return filesBelow(folder).map((path) => {
    const entry = lstatSync(join(folder, path), { bigint: true });
    if (entry.isDirectory()) return `${path}/`;
    if (entry.isSymbolicLink()) return `${path} -> ${readlinkSync(join(folder, path))}`;
    const micros = entry.mtimeNs / 1000n;
    return `${path} = ${readFileSync(join(folder, path), "latin1")} ${entry.mode} ${micros}`;
  });
}

/** All names below a folder but the journal, which tells of earlier runs and of undone ones. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => !path.split("/").includes(".facepipe"))
    .sort();
}

/** Photos with clashing names, equal contents, names of one file, and symbolic links. */
async function makeAlbum(photos: string, pick: Pick): Promise<void> {
  const made: string[] = [];
  for (let i = 0; i < 3 + pick(8); i++) {
    const path = join(photos, `${pick(3)}/IMG_${i % 5}.jpg`);
    if (existsSync(path)) continue;
    await mkdir(dirname(path), { recursive: true });
    const other = made[pick(made.length)];
    const kind = pick(8);
    if (other !== undefined && kind === 0) await link(other, path);
    else if (other !== undefined && kind === 1) await symlink(other, path);
    else {
      await writeFile(path, `photo ${pick(7)}`);
      await chmod(path, [0o644, 0o600, 0o444][pick(3)]!);
      await utimes(path, 1e9, 1e9 + pick(1e6) / 1e3);
      made.push(path);
    }
  }
}

/** An XMP file as another program may have written it. */
const FOREIGN = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5"/></rdf:RDF></x:xmpmeta>`;

/** XMP files of others, beside photos and where photos will be placed. */
async function addForeign(root: string, pick: Pick): Promise<void> {
  for (let i = 0; i < pick(4); i++) {
    const folder = join(root, ["photos/0", "photos/1", "out/Ann", "out/undated/Cas"][pick(4)]!);
    await mkdir(folder, { recursive: true });
    const path = join(folder, `IMG_${pick(5)}${["", ".jpg"][pick(2)]}.xmp`);
    await writeFile(path, FOREIGN);
    await utimes(path, 1e9, 1e9 + pick(1e6) / 1e3);
  }
}

/** What `scan | detect | group` could have said about the photos that are there. */
function describeAlbum(folders: readonly string[], pick: Pick): FaceRecord[] {
  const paths = folders.filter((folder) => existsSync(folder)).flatMap((folder) => photosBelow(folder));
  return paths.flatMap((path): FaceRecord[] => {
    if (pick(5) === 0) return [];
    const content = readFileSync(path);
    const persons = Array.from({ length: pick(4) }, () => [undefined, "Ann", "a/b", "Cas"][pick(4)]);
    const { size, mtime } = statSync(path);
    const photo = {
      kind: "photo" as const,
      path,
      sha256: sha256(content),
      size,
      mtime: mtime.toISOString(),
      faces: persons.length,
      width: 400,
      height: 300,
      orientation: 1 + pick(8),
      ...(pick(2) === 0 ? {} : { takenAt: `20${10 + pick(3)}-05-0${1 + pick(3)}T10:00:00` }),
    };
    const faces = facesOf(photo, ...persons).map((face, i): Face => {
      return { ...face, bbox: [90 * i, 10 * i, 90 * i + 60, 10 * i + 80] };
    });
    return [photo, ...faces];
  });
}

function photosBelow(folder: string): string[] {
  return filesBelow(folder)
    .filter((path) => path.endsWith(".jpg") && existsSync(join(folder, path)))
    .map((path) => join(folder, path));
}

function randomOptions(pick: Pick): PlaceOptions {
  return {
    mode: MODES[pick(MODES.length)],
    layout: ["{person}/{name}", "{person}/{year}/{name}", "{year}/{person}/{date}_{name}"][pick(3)],
    xmp: ([undefined, "full", "stem"] as const)[pick(3)],
    groupPhotos: pick(4),
    representative: pick(2) === 0,
    unknown: pick(2) === 0,
    noFaces: pick(2) === 0,
  };
}

/** Undoes; tells the exit code. */
async function undo(out: string): Promise<number> {
  const report = newReport("source");
  const errors: string[] = [];
  for await (const record of runStage("place", () => undoPlacing(out), streamOf(), report)) {
    if (record.kind === "error") errors.push(record.reason);
  }
  assert.deepEqual(
    errors.filter((reason) => !/nothing there to undo/.test(reason)),
    [],
  );
  return exitCodeOf(report);
}

async function randomRound(seed: number): Promise<void> {
  const pick = picker(seed);
  const root = join(base, `round-${seed}`);
  const photos = join(root, "photos");
  const out = join(root, "out");
  await makeAlbum(photos, pick);
  await addForeign(root, pick);
  const states: string[][] = [];
  const story: string[] = [];
  for (let run = 0; run < 1 + pick(4); run++) {
    const before = stateOf(root);
    const records = describeAlbum(pick(4) === 0 ? [photos, out] : [photos], pick);
    const options = randomOptions(pick);
    const { photos: placed } = await place(out, records, options);
    const changed = stateOf(root).join("\n") !== before.join("\n");
    if (changed && existsSync(join(out, ".facepipe"))) states.push(before);
    story.push(`${JSON.stringify(options)} ${placed.length}`);
  }
  for (const before of states.reverse()) {
    assert.equal(await undo(out), 0, `seed ${seed}`);
    assert.deepEqual(stateOf(root), before, `seed ${seed}: ${story.join(", ")}`);
  }
  assert.equal(existsSync(join(out, ".facepipe")) ? await undo(out) : 1, 1);
  rmSync(root, { recursive: true });
}

test(`${RUNS} random albums, placed in any mix of modes`, { timeout: 600_000 }, async () => {
  const seeds = Array.from({ length: RUNS }, (_, i) => SEED + i);
  await inParallel(seeds, 3, randomRound);
});

for (const mode of ["copy", "move"] as const) {
  test(`a ${mode} that is killed, and an undo that is killed, can be undone`, {
    timeout: 300_000,
  }, async () => {
    const pick = picker(mode.length);
    const rounds = Array.from({ length: Math.ceil(RUNS / 3) }, (_, index) => index);
    let cut = 0;
    await inParallel(rounds, 3, async (index) => {
      const root = join(base, `${mode}-${index}`);
      const out = join(root, "out");
      const list = join(base, `${mode}-${index}.ndjson`);
      for (let i = 0; i < 150; i++) {
        await mkdir(join(root, "photos"), { recursive: true });
        await writeFile(join(root, `photos/${i}.jpg`), `photo ${i}`);
      }
      const before = stateOf(root);
      const records = describeAlbum([join(root, "photos")], pick);
      await writeFile(list, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
      if ((await runAndKill([out, list, JSON.stringify({ mode, xmp: "full" })], pick(250))) === undefined)
        cut++;
      if ((await runAndKill([out, list, JSON.stringify({ undo: true })], pick(120))) === undefined) cut++;
      while (existsSync(out) && (await undo(out)) === 0);
      // A run that was killed before its first deed leaves no more than temporary files.
      const left = existsSync(out) ? filesBelow(out) : [];
      assert.deepEqual(
        left.filter((path) => !path.startsWith(".facepipe-tmp")),
        [],
      );
      rmSync(out, { recursive: true, force: true });
      assert.deepEqual(stateOf(root), before);
    });
    assert.ok(cut >= rounds.length / 2, `only ${cut} were cut short`);
  });
}
