/**
 * Reads files that somebody else may change, replace by a pipe, or remove at any moment.
 * @module
 */
import { createHash } from "node:crypto";
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { FacepipeError } from "../../core/mod.ts";

const CHUNK = 1 << 20;

/** What changes when a file's content is changed or another file takes its place. */
export type Stamp = Pick<BigIntStats, "dev" | "ino" | "size" | "mtimeNs">;

/** What a file held when it was read, and the stamp it had then. */
export interface Reading {
  readonly sha256: string;
  readonly stamp: Stamp;
}

/** A regular file that is open for reading, as it was when it was opened. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly stat: BigIntStats;
}

/** Opens a regular file for reading; never waits for a pipe's other end and never wakes a device. */
export async function openRegular(file: string): Promise<OpenFile> {
  if (!(await stat(file)).isFile()) throw notRegular(file);
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat({ bigint: true });
    if (!found.isFile()) throw notRegular(file);
    return { handle, stat: found };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

function notRegular(file: string): FacepipeError {
  return new FacepipeError("CONFLICT", `Cannot read ${file}: it is not a regular file`);
}

/** Reads a file and hashes it. */
export async function hashFile(file: string): Promise<Reading> {
  const { handle, stat } = await openRegular(file);
  try {
    return { sha256: await hashHandle(handle, async () => undefined), stamp: stampIn(stat) };
  } finally {
    await handle.close();
  }
}

/** Buffers for reading; fresh memory for each file would cost more than reading it. */
const buffers: Buffer[] = [];

/**
 * Reads an open file to its end.
 *
 * @param write Gets each piece while it is hashed; the piece is valid until the promise settles.
 * @returns SHA-256 of its bytes, in hex.
 */
export async function hashHandle(
  handle: FileHandle,
  write: (piece: Uint8Array) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256");
  const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return hash.digest("hex");
      const piece = buffer.subarray(0, bytesRead);
      const written = write(piece);
      hash.update(piece);
      await written;
    }
  } finally {
    buffers.push(buffer);
  }
}

/** The stamp of a regular file, behind symbolic links too; undefined where there is none to be seen. */
export async function stampOf(file: string): Promise<Stamp | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found?.isFile() ? stampIn(found) : undefined;
}

/** The stamp among all that the system says of a file. */
export function stampIn({ dev, ino, size, mtimeNs }: BigIntStats): Stamp {
  return { dev, ino, size, mtimeNs };
}

/** Whether two stamps are of the same file with, by all signs, the same content. */
export function isSameStamp(a: Stamp, b: Stamp): boolean {
  return isSameFile(a, b) && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

/** Whether two names led to one file. */
export function isSameFile(a: Pick<Stamp, "dev" | "ino">, b: Pick<Stamp, "dev" | "ino">): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}
