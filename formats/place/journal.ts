/**
 * Writes down what is about to be done, before it is done, so that it can be undone and learned
 * from.
 * @module
 */
import type { FileHandle } from "node:fs/promises";
import { FacepipeError, reasonOf, storageError } from "../../core/mod.ts";
import { journalPath, openToAppend } from "./journal_file.ts";
import type { JournalLine, RunLine } from "./journal_lines.ts";
import { formatJournalLine } from "./journal_text.ts";

interface Waiting {
  readonly text: string;
  readonly done: () => void;
  readonly failed: (thrown: unknown) => void;
}

/** The journal of one run. Nothing is made on disk before its first line. */
export class Journal {
  readonly #root: string;
  readonly #run: RunLine | undefined;
  readonly #note: (message: string) => void;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #file: Promise<FileHandle> | undefined;

  /**
   * @param root The target.
   * @param run What to write before the first line; nothing where a run is undone.
   * @param note Told where the file system cannot tell whose the journal is.
   */
  constructor(root: string, run?: RunLine, note: (message: string) => void = () => undefined) {
    this.#root = root;
    this.#run = run;
    this.#note = note;
  }

  /**
   * Puts a line on disk. Lines that come while others are on their way share the next write, so
   * that no worker waits for all others.
   *
   * @throws FacepipeError where it cannot be written, which ends the run, or could not be read back,
   * which fails an item; then nothing may be done that it announces.
   */
  async append(line: JournalLine): Promise<void> {
    const text = formatJournalLine(line);
    const written = new Promise<void>((done, failed) => {
      this.#waiting.push({ text, done, failed });
    });
    this.#writing ??= this.#write();
    await written;
  }

  /** Ends the writing, with a last line where the run did anything and came to its end; never throws. */
  async close(isDone = false): Promise<void> {
    await this.#writing;
    if (isDone && this.#file !== undefined) await this.append({ type: "done" }).catch(() => undefined);
    const file = await this.#file?.catch(() => undefined);
    await file?.close().catch(() => undefined);
    this.#file = undefined;
  }

  async #write(): Promise<void> {
    // What comes in the same moment goes into the first write.
    await undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#put(batch.map(({ text }) => text));
        for (const { done } of batch) done();
      } catch (thrown) {
        // A line may be torn now: none may follow it.
        this.#file = Promise.reject(thrown);
        this.#file.catch(() => undefined);
        for (const { failed } of batch) failed(this.#error(thrown));
      }
    }
    this.#writing = undefined;
  }

  /** Without a journal nothing may be done, so any failure ends the run. */
  #error(thrown: unknown): unknown {
    if (thrown instanceof FacepipeError) return thrown;
    return storageError(`Cannot write ${journalPath(this.#root)}: ${reasonOf(thrown)}`, thrown);
  }

  async #put(lines: readonly string[]): Promise<void> {
    const begins = this.#file === undefined && this.#run !== undefined ? [formatJournalLine(this.#run)] : [];
    this.#file ??= openToAppend(this.#root, this.#note);
    const file = await this.#file;
    await file.appendFile([...begins, ...lines].map((line) => `${line}\n`).join(""));
    await file.datasync();
  }
}
