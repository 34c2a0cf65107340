/**
 * A file of remembered people: read and replaced as a whole, by one run at a time.
 * @module
 */
import { createReadStream } from "node:fs";
import { type FileHandle, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  FacepipeError,
  type GroupState,
  type RememberedPeople,
  reasonOf,
  storageError,
} from "../../core/mod.ts";
import { LineSplitter } from "../line_splitter.ts";
import { ifPresent } from "../place/file_errors.ts";
import type { Lock } from "../place/lock.ts";
import { syncFolder } from "../place/sync_folder.ts";
import { StateMismatch, StateParser, writeState } from "./state_format.ts";
import { takeStateLock } from "./state_lock.ts";

/** A person with ten million faces fits; a longer line is no person. */
const MAX_LINE_BYTES = 2 ** 28;
/** How much text is written at once. */
const CHUNK_CHARACTERS = 2 ** 20;
const NEWLINE = 10;

/**
 * Opens a state that is kept in a file, which need not exist yet. Each update reads the file,
 * writes a new one beside it, readable by its owner alone, puts that on disk, and renames it: the
 * file is always whole. Several runs take turns; what a killed run left is cleared away.
 *
 * @param note Told where a run has to wait for another.
 * @throws {FacepipeError} STORAGE_ERROR, exit 6, at once where the file cannot be used, and from
 * an update also where it is damaged or cannot be written; it then stays as it is. CONFLICT, exit
 * 6, where another run does not finish with it.
 */
export async function openGroupState(file: string, note: (message: string) => void): Promise<GroupState> {
  const path = await asState(file, () => targetOf(file));
  await asState(file, () => checkFile(path));
  return {
    name: file,
    update: (change) => update(path, file, change, note),
  };
}

/** The file itself, where a symbolic link was named: the link stays. */
async function targetOf(file: string): Promise<string> {
  return (await ifPresent(realpath(file))) ?? resolve(file);
}

/** Finds out before hours of work whether the state can be used at all. */
async function checkFile(path: string): Promise<void> {
  const folder = await ifPresent(stat(dirname(path)));
  if (!folder?.isDirectory()) throw new StateMismatch("its folder does not exist");
  const info = await ifPresent(stat(path));
  if (info === undefined) return;
  if (!info.isFile()) throw new StateMismatch("it is not a file");
  await readState(path, "header");
}

async function update(
  path: string,
  name: string,
  change: Parameters<GroupState["update"]>[0],
  note: (message: string) => void,
): Promise<void> {
  const folder = `${path}.lock`;
  const lock = await asState(name, () => takeStateLock(folder, name, note));
  try {
    const before = await asState(name, () => readIfPresent(path, folder));
    const after = await change(before);
    if (after !== undefined) await asState(name, () => replace(path, draftIn(folder, lock), after, lock));
  } finally {
    const cleared = lock.isHeld() ? sweep(folder) : rm(draftIn(folder, lock), { force: true });
    await cleared.catch(() => undefined);
    await lock.release();
  }
}

async function readIfPresent(path: string, folder: string): Promise<RememberedPeople | undefined> {
  await sweep(folder);
  const info = await ifPresent(stat(path));
  return info === undefined ? undefined : readState(path, "all");
}

async function replace(path: string, draft: string, state: RememberedPeople, lock: Lock): Promise<void> {
  await writeFile(draft, state);
  lock.assertHeld();
  await rename(draft, path);
  await syncFolder(dirname(path));
}

const DRAFT = "draft";

/** No other run's: one that lost its lock may still write while the next one begins. */
function draftIn(folder: string, { token }: Lock): string {
  return join(folder, `${DRAFT}-${token}`);
}

/** Removes what a killed run began to write. Only the holder of the lock may do this. */
async function sweep(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(DRAFT) || entry.startsWith("probe-")) await rm(join(folder, entry), { force: true });
  }
}

async function readState(path: string, part: "all"): Promise<RememberedPeople>;
async function readState(path: string, part: "header"): Promise<undefined>;
async function readState(path: string, part: "all" | "header"): Promise<RememberedPeople | undefined> {
  const parser = new StateParser();
  const splitter = new LineSplitter(MAX_LINE_BYTES, () => new StateMismatch("a line of it is too long"));
  for await (const chunk of createReadStream(path)) {
    for (const lines of splitter.push(chunk as Uint8Array)) {
      for (const line of linesOf(lines)) {
        parser.add(line);
        if (part === "header") return undefined;
      }
    }
  }
  if (splitter.rest().length > 0) throw new StateMismatch("its end is missing");
  return parser.finish();
}

/** The lines of a buffer, each with its newline. */
function* linesOf(buffer: Buffer): Iterable<Buffer> {
  for (let start = 0; start < buffer.length; ) {
    const end = buffer.indexOf(NEWLINE, start) + 1;
    yield buffer.subarray(start, end);
    start = end;
  }
}

async function writeFile(path: string, state: RememberedPeople): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  try {
    let text = "";
    for (const line of writeState(state)) {
      text += line;
      if (text.length < CHUNK_CHARACTERS) continue;
      await writeAll(handle, text);
      text = "";
    }
    await writeAll(handle, text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, text: string): Promise<void> {
  await handle.appendFile(text);
}

/** Errors of the system and of the format as errors of the state. */
async function asState<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof StateMismatch)
      throw storageError(`Cannot use state ${name}: ${thrown.message}`, thrown);
    const isSystems = thrown instanceof Error && "syscall" in thrown && !(thrown instanceof FacepipeError);
    throw isSystems ? storageError(`Cannot use state ${name}: ${reasonOf(thrown)}`, thrown) : thrown;
  }
}
