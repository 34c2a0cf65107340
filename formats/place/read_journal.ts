/**
 * Reads the journal of a target back.
 * @module
 */
import type { FileHandle } from "node:fs/promises";
import { storageError } from "../../core/mod.ts";
import { LineSplitter } from "../line_splitter.ts";
import { journalPath, openToRead } from "./journal_file.ts";
import { JOURNAL_VERSION, type JournalLine, type RunLine } from "./journal_lines.ts";
import { expectOwn } from "./journal_owner.ts";
import { MAX_LINE_BYTES, parseJournalLine } from "./journal_text.ts";

/** A run that the journal tells of. */
export interface JournalRun {
  readonly begin: RunLine;
  /** What it did, in order. */
  readonly deeds: JournalLine[];
  undone: boolean;
}

/**
 * All runs that placed into a target, oldest first; none where it has no journal. A line that a
 * crash tore at the end is left out: nothing was done of what it announced.
 *
 * @param note Told where the file system cannot tell whose the journal is.
 * @throws FacepipeError (exit 6) where the journal is damaged, of a newer version, or not the
 * user's own: it says which files to remove, so nobody else may have written it.
 */
export async function readJournal(
  root: string,
  note: (message: string) => void = () => undefined,
): Promise<JournalRun[]> {
  const path = journalPath(root);
  const file = await openToRead(root);
  if (file === undefined) return [];
  try {
    await expectOwn(file, path, note);
    return await readRuns(file, path);
  } finally {
    await file.close();
  }
}

async function readRuns(file: FileHandle, path: string): Promise<JournalRun[]> {
  const runs: JournalRun[] = [];
  let number = 0;
  for await (const text of linesOf(file, path)) {
    number++;
    const line = parseJournalLine(text);
    if (line === undefined || !take(runs, line)) throw damaged(path, `line ${number} is damaged`);
    if (line.type === "run" && line.version > JOURNAL_VERSION)
      throw damaged(path, "a newer version of facepipe wrote it");
  }
  return runs;
}

/** False where a line cannot stand there. */
function take(runs: JournalRun[], line: JournalLine): boolean {
  if (line.type === "run") {
    runs.push({ begin: line, deeds: [], undone: false });
    return true;
  }
  const run = line.type === "undone" ? runs[line.run] : runs.at(-1);
  if (run === undefined) return false;
  if (line.type === "undone") run.undone = true;
  else run.deeds.push(line);
  return true;
}

/** Whole lines; what follows the last newline is torn. */
async function* linesOf(file: FileHandle, path: string): AsyncGenerator<string> {
  const splitter = new LineSplitter(MAX_LINE_BYTES, () => damaged(path, "a line is too long"));
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    for (const lines of splitter.push(chunk as Uint8Array))
      yield* lines.toString("utf8").split("\n").slice(0, -1);
  }
}

function damaged(path: string, why: string): Error {
  return storageError(`Cannot read journal ${path}: ${why}`);
}
