/**
 * Photo files as bytes: opened with care, read whole, hashed.
 * @module
 */
import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type ErrorCode, FacepipeError, reasonOf } from "../core/mod.ts";
import { readMember } from "./archives/read_member.ts";
import { MAX_FILE_BYTES } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

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
 * Reads a photo file, or the member of an archive that a path such as `album.zip!/a.jpg` names.
 *
 * @throws FacepipeError SOURCE_NOT_FOUND where there is no such file, EXTRACTION_ERROR where it is
 * no regular file, is empty, or cannot be read, OVER_CAPACITY where it is larger than
 * {@linkcode MAX_FILE_BYTES} or made to become so, CONFLICT where a name in an archive stands for
 * several files.
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
    if (!isAbsence(error)) throw cannotRead(path, reasonOf(error), "EXTRACTION_ERROR", error);
    const member = await readPhotoMember(path);
    if (member !== undefined) return member;
    throw cannotRead(path, reasonOf(error), "SOURCE_NOT_FOUND", error);
  } finally {
    await file?.close();
  }
}

function isAbsence(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/**
 * As {@linkcode readPhotoFile}, for a photo inside an archive; undefined where the path names no
 * archive that is there.
 */
export async function readPhotoMember(path: string): Promise<PhotoFile | undefined> {
  try {
    const member = await readMember(path);
    return member && { bytes: member.bytes, sha256: sha256Of(member.bytes), mtime: member.modified };
  } catch (error) {
    throw cannotRead(
      path,
      reasonOf(error),
      error instanceof Unreadable ? error.code : "EXTRACTION_ERROR",
      error,
    );
  }
}

/** The error of a photo that cannot be read. */
export function cannotRead(
  path: string,
  reason: string,
  code: ErrorCode = "EXTRACTION_ERROR",
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
