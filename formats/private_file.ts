/**
 * Files that facepipe makes of what it knows about people: whole or not at all, and the user's own.
 * @module
 */
import { randomUUID } from "node:crypto";
import { access, constants, type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EXIT, FacepipeError, reasonOf, storageError } from "../core/mod.ts";

/** Bytes by which a file is told from others. */
const BEGINNING = 4096;

/** What a file is made of: text, or bytes. */
export type Pieces<T extends string | Uint8Array> = Iterable<T> | AsyncIterable<T>;

/** Characters that are written at once. */
const CHUNK = 65_536;

/**
 * Writes a file that only its owner can read, in place of one of that name. It is written beside
 * that and renamed, so no reader ever sees half of it; pipes and devices are written to.
 *
 * @param pieces The text, or bytes; they may come in any number of pieces, and take their time.
 * @param own How a file of this kind begins: any other file of that name that is not empty stays.
 * @throws FacepipeError STORAGE_ERROR, exit 6; BAD_PARAM, exit 2, where another file is there.
 */
export async function writePrivateFile<T extends string | Uint8Array>(
  path: string,
  pieces: Pieces<T>,
  own: RegExp,
): Promise<void> {
  await expectOwn(path, own);
  try {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && !found.isFile() && !found.isDirectory()) await writeTo(path, "w", pieces);
    else await replace(path, pieces);
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    throw storageError(`Cannot write ${path}: ${reasonOf(thrown)}`, thrown);
  }
}

/**
 * Finds out before long work whether its result can be written in the end.
 *
 * @param own How a file of the right kind begins.
 * @throws FacepipeError BAD_PARAM, exit 2, where another file is there; STORAGE_ERROR, exit 6, where
 * nothing can be written.
 */
export async function expectWritable(path: string, own: RegExp): Promise<void> {
  await expectOwn(path, own);
  try {
    await access(dirname(path), constants.W_OK);
  } catch (thrown) {
    throw storageError(`Cannot write ${path}: ${reasonOf(thrown)}`, thrown);
  }
}

/**
 * Refuses a name that another file has: a mistyped name must not cost anybody a photo, or the very
 * stream that is being read.
 *
 * @param own How a file of the right kind begins.
 * @throws FacepipeError BAD_PARAM, exit 2.
 */
async function expectOwn(path: string, own: RegExp): Promise<void> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return;
  try {
    if (!(await file.stat()).isFile()) return;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    if (bytesRead === 0 || own.test(buffer.toString("latin1", 0, bytesRead))) return;
  } finally {
    await file.close();
  }
  const message = `Cannot write ${path}: there is another file of that name, which facepipe does not replace`;
  throw new FacepipeError("BAD_PARAM", message, { exit: EXIT.usage, param: "path", value: path });
}

async function replace<T extends string | Uint8Array>(path: string, pieces: Pieces<T>): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}`);
  try {
    await writeTo(draft, "wx", pieces);
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

async function writeTo<T extends string | Uint8Array>(
  path: string,
  flags: string,
  pieces: Pieces<T>,
): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    for await (const chunk of chunksOf(pieces)) await file.appendFile(chunk);
    await putOnDisk(file);
  } finally {
    await file.close();
  }
}

/** Text in chunks, so that many short pieces are few writes; bytes as they come. */
async function* chunksOf<T extends string | Uint8Array>(
  pieces: Pieces<T>,
): AsyncIterable<string | Uint8Array> {
  let text = "";
  for await (const piece of pieces) {
    if (typeof piece !== "string") {
      yield piece;
      continue;
    }
    text += piece;
    if (text.length < CHUNK) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** Pipes and terminals have no disk to be put on. */
async function putOnDisk(file: FileHandle): Promise<void> {
  if ((await file.stat()).isFile()) await file.sync();
}
