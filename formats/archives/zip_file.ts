/**
 * Opens zip archives for reading.
 * @module
 */
import { close, constants, fstat, open, read } from "node:fs";
import { promisify } from "node:util";
import type { ZipFile } from "yauzl";
import { reasonOf } from "../../core/mod.ts";
import { Unreadable } from "../unreadable.ts";

const [openFile, statFile, closeFile] = [promisify(open), promisify(fstat), promisify(close)];

/** Whether a file begins as zip archives do, empty ones too. */
export async function isZip(path: string): Promise<boolean> {
  const file = await openForReading(path);
  try {
    const { buffer } = await promisify(read)(file, Buffer.alloc(4), 0, 4, 0);
    return ["PK\x03\x04", "PK\x05\x06"].includes(buffer.toString("latin1"));
  } finally {
    await closeFile(file);
  }
}

/** Opening a FIFO waits for its other end, unless told not to. */
function openForReading(path: string): Promise<number> {
  return openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/**
 * Does something with an open archive, and closes it.
 *
 * @throws Unreadable where it is no regular file or no zip archive; what the system throws.
 */
export async function withZip<T>(archive: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  const { fromFdPromise } = await import("yauzl");
  const file = await openForReading(archive);
  let zip: ZipFile;
  try {
    if (!(await statFile(file)).isFile()) throw new Unreadable("it is not a file");
    zip = await fromFdPromise(file, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (thrown) {
    await closeFile(file);
    throw damaged(thrown);
  }
  try {
    return await use(zip);
  } catch (thrown) {
    throw damaged(thrown);
  } finally {
    zip.close();
  }
}

function damaged(thrown: unknown): unknown {
  if (thrown instanceof Unreadable || (thrown as NodeJS.ErrnoException).syscall !== undefined) return thrown;
  const reason = reasonOf(thrown).replace(/\.$/u, "");
  if (/end of central directory|end of file|unexpected EOF/iu.test(reason)) {
    return new Unreadable("it is no zip archive, or it ends early", { cause: thrown });
  }
  return new Unreadable(`it is damaged (${reason})`, { cause: thrown });
}
