/**
 * The source of the pipes: photo files as photo records.
 * @module
 */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { type FaceRecord, itemFailure, mapOrdered, type Photo } from "../core/mod.ts";
import { MAX_INLINE_BYTES } from "./limits.ts";
import type { Listed } from "./listed.ts";
import { cannotRead, readPhotoFile } from "./photo_file.ts";
import { readFacts } from "./photo_reader.ts";
import { type ListOptions, listFiles } from "./walk.ts";
import { RegionReader } from "./xmp/photo_regions.ts";

/** Which photos {@linkcode scanPhotos} gives, and with what. */
export interface ScanOptions extends ListOptions {
  /** Only this part of the photos; every photo is in exactly one of the `of` parts. 1 ≤ `part` ≤ `of`. */
  readonly shard?: { readonly part: number; readonly of: number };
  /** Only photos whose file was modified at this time or later. */
  readonly since?: Date;
  /** Put the file itself into the record. */
  readonly inline?: boolean;
  /** Put the faces that other programs named into the record: from XMP, in the file or beside it, and from Picasa. */
  readonly regions?: boolean;
  /** Told what is unusual and hinders nothing. */
  readonly onNote?: (message: string) => void;
  /** Told after each photo. */
  readonly onPhoto?: () => void;
}

/** Photos that are read at once. */
const WINDOW = 4;

/** No file is read while those in memory, read or being read, have this many bytes. */
const MAX_READ_BYTES = 64 * 2 ** 20;

/**
 * A photo record for each photo, in the order of {@linkcode listFiles}, and an error record for
 * each file that is no photo or cannot be read.
 *
 * Memory: four files at a time, fewer where they are large.
 *
 * @param paths Files, folders and glob patterns.
 */
export async function* scanPhotos(
  paths: AsyncIterable<string> | Iterable<string>,
  options: ScanOptions = {},
): AsyncIterable<FaceRecord> {
  const listed = inShard(listFiles(paths, options), options.shard);
  const measured = mapOrdered(listed, WINDOW, measure);
  const load = { weigh: ({ size }: Measured) => size, limit: MAX_READ_BYTES };
  const regions = options.regions ? new RegionReader() : undefined;
  for await (const records of mapOrdered(measured, WINDOW, (item) => scanOne(item, options, regions), load)) {
    yield* records;
  }
  if (regions?.cropped) options.onNote?.(`photos cropped after their faces were marked: ${regions.cropped}`);
}

/** A file with its size in bytes; 0 where it cannot be told, which reading the file will explain. */
type Measured = Listed & { readonly size: number };

async function measure(item: Listed): Promise<Measured> {
  if (item.error || item.member) return { ...item, size: item.member?.size ?? 0 };
  const stats = await stat(item.path).catch(() => undefined);
  return { ...item, size: stats?.size ?? 0 };
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

/** The record of a photo, after those of what could not be read of it. */
async function scanOne(
  { path, error, member, frame }: Listed,
  options: ScanOptions,
  reader: RegionReader | undefined,
): Promise<FaceRecord[]> {
  try {
    if (error) throw error;
    const modified = options.since && (member?.modified ?? (await stat(path)).mtime);
    if (options.since && modified! < options.since) return [];
    const { bytes, sha256, mtime } = await readPhotoFile(path);
    if (options.inline && bytes.length > MAX_INLINE_BYTES) {
      throw cannotRead(path, `it has ${bytes.length} bytes, too many to put into a record`, "OVER_CAPACITY");
    }
    const facts = await readFacts(path, bytes);
    const { regions = [], errors = [] } = (await reader?.read(path, bytes, facts)) ?? {};
    const photo: Photo = {
      kind: "photo",
      path,
      sha256,
      size: bytes.length,
      mtime: mtime.toISOString(),
      ...facts,
      ...frame,
      ...(regions.length > 0 ? { regions } : {}),
    };
    options.onPhoto?.();
    const failures = errors.map((failed) => itemFailure("scan", failed, { path, sha256 }));
    return [...failures, options.inline ? { ...photo, bytes } : photo];
  } catch (thrown) {
    return [itemFailure("scan", thrown, { path })];
  }
}
