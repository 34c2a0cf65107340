/**
 * The source of the pipes: photo files as photo records.
 * @module
 */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { type FaceRecord, itemFailure, mapOrdered, type Photo } from "../core/mod.ts";
import { MAX_INLINE_BYTES } from "./limits.ts";
import { cannotRead, readPhotoFile } from "./photo_file.ts";
import { readFacts } from "./photo_reader.ts";
import { type Listed, type ListOptions, listFiles } from "./walk.ts";

/** Which photos {@linkcode scanPhotos} gives, and with what. */
export interface ScanOptions extends ListOptions {
  /** Only this part of the photos; every photo is in exactly one of the `of` parts. 1 ≤ `part` ≤ `of`. */
  readonly shard?: { readonly part: number; readonly of: number };
  /** Only photos whose file was modified at this time or later. */
  readonly since?: Date;
  /** Put the file itself into the record. */
  readonly inline?: boolean;
  /** Told after each photo. */
  readonly onPhoto?: () => void;
}

/** Photos that are read at once. */
const WINDOW = 4;

/**
 * A photo record for each photo, in the order of {@linkcode listFiles}, and an error record for
 * each file that is no photo or cannot be read.
 *
 * Memory: four files at a time.
 *
 * @param paths Files, folders and glob patterns.
 */
export async function* scanPhotos(
  paths: AsyncIterable<string> | Iterable<string>,
  options: ScanOptions = {},
): AsyncIterable<FaceRecord> {
  const listed = inShard(listFiles(paths, options), options.shard);
  for await (const record of mapOrdered(listed, WINDOW, (item) => scanOne(item, options))) {
    if (record) yield record;
  }
}

/** How many photos {@linkcode scanPhotos} would read; only their names are. */
export async function countPhotos(
  paths: AsyncIterable<string> | Iterable<string>,
  options: ListOptions = {},
): Promise<number> {
  let count = 0;
  for await (const { error } of listFiles(paths, options)) if (!error) count++;
  return count;
}

async function* inShard(items: AsyncIterable<Listed>, shard: ScanOptions["shard"]): AsyncIterable<Listed> {
  for await (const item of items) if (!shard || shardOf(item.path, shard.of) === shard.part) yield item;
}

/**
 * The part, 1 to `parts`, that a path belongs to. It depends on the path alone, so that a photo
 * stays in its part when others come and go.
 */
export function shardOf(path: string, parts: number): number {
  return (createHash("sha256").update(path).digest().readUInt32BE(0) % parts) + 1;
}

async function scanOne({ path, error }: Listed, options: ScanOptions): Promise<FaceRecord | undefined> {
  try {
    if (error) throw error;
    if (options.since && (await stat(path)).mtime < options.since) return undefined;
    const { bytes, sha256, mtime } = await readPhotoFile(path);
    if (options.inline && bytes.length > MAX_INLINE_BYTES) {
      throw cannotRead(path, `it has ${bytes.length} bytes, too many to put into a record`, "OVER_CAPACITY");
    }
    const facts = await readFacts(path, bytes);
    const photo: Photo = {
      kind: "photo",
      path,
      sha256,
      size: bytes.length,
      mtime: mtime.toISOString(),
      ...facts,
    };
    options.onPhoto?.();
    return options.inline ? { ...photo, bytes } : photo;
  } catch (thrown) {
    return itemFailure("scan", thrown, { path });
  }
}
