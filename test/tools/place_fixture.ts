/**
 * Small albums for the tests of `place`: files of any bytes with the records that `group` would
 * have written about them.
 * @module
 */
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import {
  type Face,
  type FaceRecord,
  type Failure,
  newReport,
  type Photo,
  runStage,
  type StageReport,
} from "../../core/mod.ts";
import { type PlaceOptions, placePhotos } from "../../formats/mod.ts";
import { HIDDEN_FOLDER } from "../../formats/place/journal_file.ts";
import { sha256 } from "./noise.ts";
import { streamOf } from "./streams.ts";

/** Writes a photo and describes it. */
export async function makePhoto(path: string, content: string | Uint8Array, faces = 1): Promise<Photo> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  const { size, mtime } = await stat(path);
  return { kind: "photo", path, sha256: sha256(content), size, mtime: mtime.toISOString(), faces };
}

/** A photo's faces, one for each person; undefined is a face that belongs to nobody. */
export function facesOf(photo: Photo, ...persons: (string | undefined)[]): Face[] {
  return persons.map((person, index) => ({
    kind: "face",
    faceId: `${photo.sha256?.slice(0, 16)}-${index}`,
    path: photo.path,
    ...(photo.sha256 === undefined ? {} : { sha256: photo.sha256 }),
    score: 0.9,
    ...(person === undefined ? {} : { person }),
  }));
}

/** Writes a photo and gives its records. */
export async function makeRecords(
  path: string,
  content: string,
  ...persons: (string | undefined)[]
): Promise<FaceRecord[]> {
  const photo = await makePhoto(path, content, persons.length);
  return [photo, ...facesOf(photo, ...persons)];
}

/** What a run gave. */
export interface PlaceResult {
  photos: Photo[];
  errors: Failure[];
  records: FaceRecord[];
  report: StageReport;
}

/** Runs the stage as a command would. */
export async function place(
  out: string,
  records: readonly FaceRecord[],
  options: PlaceOptions = {},
): Promise<PlaceResult> {
  const report = newReport("source");
  const result: FaceRecord[] = [];
  for await (const record of runStage("place", placePhotos(out, options), streamOf(...records), report)) {
    result.push(record);
  }
  return {
    photos: result.filter((record) => record.kind === "photo"),
    errors: result.filter((record) => record.kind === "error"),
    records: result,
    report,
  };
}

/** Where each photo was placed, without the name of the folder placed into. */
export function placedBy(result: PlaceResult, out: string): string[][] {
  return result.photos.map((photo) => (photo.placed ?? []).map((path) => relative(out, path)));
}

/** Contents of all files below a folder by path; symbolic links by what they say. */
export function tree(folder: string): Record<string, string> {
  const contents: Record<string, string> = {};
  for (const [path, entry] of walk(folder)) {
    if (entry.isSymbolicLink()) contents[path] = `-> ${readlinkSync(join(folder, path))}`;
    else if (!entry.isDirectory()) contents[path] = readFileSync(join(folder, path), "latin1");
  }
  return contents;
}

/** Everything that a change below a folder would change: types, sizes, times, inodes, permissions. */
export function snapshot(folder: string): string[] {
  return walk(folder).map(([path, entry]) =>
    [path, entry.mode, entry.size, entry.ino, entry.nlink, entry.mtimeNs, entry.ctimeNs].join(" "),
  );
}

/** Everything below a folder but journals, and itself as "". */
function walk(folder: string, path = ""): [path: string, entry: BigIntStats][] {
  const entry = lstatSync(join(folder, path), { bigint: true });
  if (!entry.isDirectory()) return [[path, entry]];
  const names = readdirSync(join(folder, path))
    .filter((name) => name !== HIDDEN_FOLDER)
    .sort();
  return [[path, entry], ...names.flatMap((name) => walk(folder, join(path, name)))];
}
