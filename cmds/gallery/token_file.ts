/**
 * The token with which commands ask a server: never on the command line, which all users of a machine can read.
 * @module
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { reasonOf, usageError } from "../../core/mod.ts";

const OPTION = "--token-file";

/** Bytes of a token and the end of its line. */
const MOST = 1_024;

/** Who else may do something with a file. */
const OTHERS = 0o077;

/**
 * The token of a file; without one, none, and `FACEPIPE_TOKEN` counts.
 *
 * @throws FacepipeError (exit 2) for a file that others may read, or that holds no token.
 */
export async function readToken(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const token = (await readPrivate(path)).trim();
  if (token === "") throw usageError(OPTION, path, "it is empty");
  return token;
}

async function readPrivate(path: string): Promise<string> {
  // A pipe without a writer would be waited for.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((thrown) => {
    throw usageError(OPTION, path, reasonOf(thrown));
  });
  try {
    const found = await file.stat();
    if (!found.isFile()) throw usageError(OPTION, path, "it is no file");
    // Windows has no such bits.
    if (process.platform !== "win32" && (found.mode & OTHERS) !== 0)
      throw usageError(OPTION, path, "others may read it; chmod 600 makes it yours");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST), 0, MOST, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
