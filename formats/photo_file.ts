/**
 * Photo files as bytes: opened with care, read whole, hashed.
 * @module
 */
import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { FacepipeError, reasonOf } from "../core/mod.ts";

/** Files above this size are not read: no photo is that large, and it must fit into memory. */
export const MAX_FILE_BYTES = 1024 ** 3;

/** A photo file in memory. */
export interface PhotoFile {
  readonly bytes: Uint8Array;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly mtime: Date;
}

/** SHA-256 of bytes, as 64 hex digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Reads a photo file.
 *
 * @throws FacepipeError SOURCE_NOT_FOUND where there is no such file, EXTRACTION_ERROR where it is
 * no regular file, is empty, or cannot be read, OVER_CAPACITY where it is larger than
 * {@linkcode MAX_FILE_BYTES}.
 */
export async function readPhotoFile(path: string): Promise<PhotoFile> {
  let file: FileHandle | undefined;
  try {
    // Opening a FIFO waits for its other end, unless told not to.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    refuseOddFiles(path, stats);
    const bytes = await file.readFile();
    return { bytes, sha256: sha256Of(bytes), mtime: stats.mtime };
  } catch (error) {
    if (error instanceof FacepipeError) throw error;
    const gone = ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
    throw cannotRead(path, reasonOf(error), gone ? "SOURCE_NOT_FOUND" : "EXTRACTION_ERROR", error);
  } finally {
    await file?.close();
  }
}

/** The error of a photo that cannot be read. */
export function cannotRead(
  path: string,
  reason: string,
  code: "SOURCE_NOT_FOUND" | "EXTRACTION_ERROR" | "OVER_CAPACITY" | "CONFLICT" = "EXTRACTION_ERROR",
  cause?: unknown,
): FacepipeError {
  return new FacepipeError(code, `Cannot read photo ${path}: ${reason}`, { cause });
}

function refuseOddFiles(path: string, stats: Stats): void {
  if (!stats.isFile()) throw cannotRead(path, `it is ${kindOf(stats)}, not a file`);
  if (stats.size === 0) throw cannotRead(path, "the file is empty");
  if (stats.size > MAX_FILE_BYTES) {
    throw cannotRead(
      path,
      `it has ${stats.size} bytes, more than the limit of ${MAX_FILE_BYTES}`,
      "OVER_CAPACITY",
    );
  }
}

/** What a directory entry is, in words. */
export function kindOf(stats: Pick<Stats, "isDirectory" | "isFIFO" | "isSocket" | "isSymbolicLink">): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  if (stats.isSymbolicLink()) return "a symbolic link";
  return "a device";
}
