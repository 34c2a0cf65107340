/**
 * Copies that are checked while they are made and on disk before they count.
 * @module
 */
import type { BigIntStats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { changedError, expectCodes, sourceError, targetError } from "./file_errors.ts";
import { hashHandle, openRegular, type Stamp, stampIn } from "./read_file.ts";
import type { Source } from "./sources.ts";

/**
 * Copies a photo with its permissions and modification time into a new file, and syncs that.
 *
 * @returns The photo's stamp at the time of reading.
 * @throws FacepipeError SOURCE_NOT_FOUND or STORAGE_ERROR where it cannot be read; CONFLICT where
 * its content is not what `sha256` says; STORAGE_ERROR where the copy cannot be written.
 */
export async function copyChecked(source: Source, sha256: string, to: string): Promise<Stamp> {
  const { handle: from, stat } = await asSource(source, openRegular(source.file));
  try {
    const into = await asTarget(to, open(to, "wx", Number(stat.mode) & 0o777));
    try {
      const write = (piece: Uint8Array) => asTarget(to, writeAll(into, piece));
      const read = await asSource(source, hashHandle(from, write));
      if (read !== sha256) throw changedError(source.path);
      await asTarget(to, finishCopy(into, stat));
    } finally {
      await asTarget(to, into.close());
    }
  } finally {
    await from.close();
  }
  return stampIn(stat);
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    done += (await file.write(piece, done)).bytesWritten;
  }
}

/** What file systems that keep no times of their files answer. */
const NO_TIMES = ["EPERM", "EINVAL", "ENOSYS", "ENOTSUP"];

/** Gives a copy the times of its original, where the file system can, and puts it on disk. */
export async function finishCopy(file: FileHandle, { atimeNs, mtimeNs }: BigIntStats): Promise<void> {
  try {
    await file.utimes(toSeconds(atimeNs), toSeconds(mtimeNs));
  } catch (thrown) {
    expectCodes(thrown, ...NO_TIMES);
  }
  await file.sync();
}

/**
 * A time in nanoseconds as what `utimes` takes. The system calls below cut it to microseconds;
 * half of one keeps the rounding of the fraction from losing another.
 */
export function toSeconds(nanoseconds: bigint): number {
  return (Number(nanoseconds / 1000n) + 0.5) / 1e6;
}

function asSource<T>(source: Source, call: Promise<T>): Promise<T> {
  return call.catch((thrown: unknown) => {
    throw sourceError(source.path, thrown);
  });
}

function asTarget<T>(path: string, call: Promise<T>): Promise<T> {
  return call.catch((thrown: unknown) => {
    throw targetError(path, thrown);
  });
}
