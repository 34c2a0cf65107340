/**
 * Copies into which earlier runs wrote who is on them: their content is not that of their photo.
 * @module
 */
import type { FileLine } from "./journal_lines.ts";
import { hashFile } from "./read_file.ts";
import { readJournal } from "./read_journal.ts";

/** Knows them from the journal, which is read when the first of them may be met. */
export class TaggedFiles {
  readonly #root: string;
  readonly #note: (message: string) => void;
  #lines: Promise<Map<string, FileLine>> | undefined;

  /** @param root The target. */
  constructor(root: string, note: (message: string) => void) {
    this.#root = root;
    this.#note = note;
  }

  /** Whether a file is, unchanged, what a run made of a photo. */
  async holds(name: string, path: string, sha256: string): Promise<boolean> {
    // A journal that cannot be read stands in the way of undoing, not of placing.
    this.#lines ??= this.#read().catch(() => new Map());
    const line = (await this.#lines).get(name);
    if (line?.sha256 !== sha256) return false;
    const reading = await hashFile(path).catch(() => undefined);
    return reading?.sha256 === line.tagged;
  }

  async #read(): Promise<Map<string, FileLine>> {
    const lines = new Map<string, FileLine>();
    for (const { deeds, undone } of await readJournal(this.#root, this.#note)) {
      for (const line of undone ? [] : deeds) {
        if (line.type === "file" && line.tagged !== undefined) lines.set(line.path, line);
      }
    }
    return lines;
  }
}
