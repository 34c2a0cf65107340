/**
 * The stage behind `place`: photos into a folder for each person, without losing or overwriting
 * a file.
 * @module
 */
import {
  type FaceRecord,
  type Failure,
  type PhotoLedger,
  type PlaceablePhoto,
  planPlacement,
} from "../../core/mod.ts";
import { expectExiftool } from "../xmp/exiftool.ts";
import type { SidecarName } from "../xmp/sidecars.ts";
import { Answers } from "./answers.ts";
import { Folders } from "./folders.ts";
import { gather } from "./gather.ts";
import { inParallel } from "./in_parallel.ts";
import { Job } from "./job.ts";
import { odditiesOf } from "./oddities.ts";
import { checkPlaceOptions, type PlaceOptions, type PlaceSettings } from "./options.ts";
import type { Run } from "./place_content.ts";
import { readJournal } from "./read_journal.ts";
import { Sidecars } from "./sidecars.ts";
import { Spool } from "./spool.ts";
import { TaggedFiles } from "./tagged_files.ts";
import { Tagger } from "./tagger.ts";
import { asStorage, openTarget, type Target } from "./target.ts";
import { untilAborted } from "./until_aborted.ts";

/** Contents that are worked on at once. */
const WORKERS = 4;
/** After so many contents, folders are synced and records given out. */
const BATCH = 1000;

/**
 * A stage that places the photos of a grouped stream into `out`: one folder for each person, and
 * what the options ask for besides. It waits for the end of the stream and places nothing if the
 * stream fails. Its result is the photo records with `placed`, and an error record for each
 * photo that could not be placed.
 *
 * Memory: what {@linkcode PhotoLedger} keeps, about 300 bytes for each file to place, and four
 * buffers of 1 MiB. Photos that come with their bytes wait in a folder inside `out`.
 *
 * @example
 * ```ts
 * import { placePhotos, readRecords } from "facepipe/formats";
 * import assert from "node:assert/strict";
 * import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { Readable } from "node:stream";
 *
 * const folder = await mkdtemp(join(tmpdir(), "example-"));
 * const path = join(folder, "a.jpg");
 * const out = join(folder, "out");
 * await writeFile(path, "any bytes");
 * const line = JSON.stringify({ kind: "face", faceId: "1-0", path, person: "Ann" });
 * const grouped = readRecords(Readable.from([Buffer.from(`${line}\n`)]));
 * for await (const record of placePhotos(out)(grouped)) {
 *   if (record.kind === "photo") assert.deepEqual(record.placed, [join(out, "Ann", "a.jpg")]);
 * }
 * assert.equal(await readFile(join(out, "Ann", "a.jpg"), "utf8"), "any bytes");
 * await rm(folder, { recursive: true });
 * ```
 *
 * @throws FacepipeError exit 2 for options that are wrong; while it runs, exit 6 where `out`
 * cannot take the photos or another run is placing into it.
 */
export function placePhotos(
  out: string,
  options: PlaceOptions = {},
): (records: AsyncIterable<FaceRecord>) => AsyncGenerator<FaceRecord> {
  const settings = checkPlaceOptions(out, options);
  return (records) => placeInto(settings, records, openTarget);
}

/** As {@linkcode placePhotos}, with checked options and a target that the caller opens. */
export async function* placeInto(
  settings: PlaceSettings,
  records: AsyncIterable<FaceRecord>,
  open: (settings: PlaceSettings) => Promise<Target>,
): AsyncGenerator<FaceRecord> {
  if (settings.xmp === "file") await expectExiftool();
  const target = settings.dryRun ? undefined : await open(settings);
  let succeeded = false;
  try {
    const items = yield* gather(untilAborted(records, settings.signal), new Spool(target?.temp), {
      boxes: settings.xmp !== undefined,
    });
    yield* placeItems(settings, target, items);
    succeeded = true;
  } finally {
    await target?.close(succeeded);
  }
}

async function* placeItems(
  settings: PlaceSettings,
  target: Target | undefined,
  items: readonly (PlaceablePhoto | Failure)[],
): AsyncGenerator<FaceRecord> {
  const photos = items.flatMap((item) => ("kind" in item ? [] : [item]));
  for (const note of odditiesOf(photos, settings)) settings.onNote(note);
  const plan = planPlacement(photos, settings);
  const folders = new Folders(settings.root, plan, target?.journal);
  const { root, mode, xmp, onNote } = settings;
  const sidecars = xmp === undefined || xmp === "file" ? undefined : await openSidecars(root, xmp, onNote);
  const tagger = xmp === "file" && target !== undefined ? new Tagger(target.temp) : undefined;
  const run: Run = { mode, folders, photos, target, sidecars, tagger, tagged: new TaggedFiles(root, onNote) };
  const answers = new Answers(items);
  let done = 0;
  // A photo to be moved may stand where another one shall go, so no original is removed before
  // every photo is in place.
  const batch = settings.mode === "move" ? plan.contents.length : BATCH;
  for (let start = 0; start < plan.contents.length; start += batch) {
    target?.lock.assertHeld();
    const jobs = plan.contents.slice(start, start + batch).map((content) => new Job(content, photos));
    await inParallel(jobs, WORKERS, async (job) => {
      settings.signal?.throwIfAborted();
      const placed = await job.place(run, answers);
      done += placed;
      settings.onPhoto(done, photos.length);
    });
    if (target !== undefined) await run.folders.sync();
    if (target !== undefined && settings.mode === "move") {
      await inParallel(jobs, WORKERS, async (job) => {
        settings.signal?.throwIfAborted();
        await job.removeOriginals(run, answers);
      });
    }
    yield* answers.due();
  }
  yield* answers.due();
}

async function openSidecars(
  root: string,
  name: SidecarName,
  onNote: (message: string) => void,
): Promise<Sidecars> {
  return new Sidecars(root, name, await asStorage(root, () => readJournal(root, onNote)), onNote);
}
