/**
 * The one folder inside the target that holds everything unfinished.
 * @module
 */
import { lstat, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { storageError } from "../../core/mod.ts";
import { ifPresent } from "./file_errors.ts";

const NAME = ".facepipe-tmp";
/** What `place` makes in there beside locks; anything else is not ours to remove. */
const OURS = /^(?:draft|spool|probe|reservation)-[0-9a-z-]+(?:\.[0-9a-z]+)?(?:_exiftool_tmp)?$/iu;

/** What a temporary file is for. */
export type TempKind = "draft" | "spool" | "probe" | "reservation";

/** The temporary folder of a target. */
export class TempFolder {
  readonly path: string;
  readonly #root: string;
  #count = 0;

  /** @param root The target. */
  constructor(root: string) {
    this.#root = root;
    this.path = join(root, NAME);
  }

  /** A path that no other temporary file has; an extension has its dot, ASCII letters and digits. */
  next(kind: TempKind, extension = ""): string {
    return join(this.path, `${kind}-${++this.#count}${extension}`);
  }

  /** Makes sure that nobody has put something else in its place. */
  async check(): Promise<void> {
    const found = await ifPresent(lstat(this.path));
    if (found === undefined || found.isDirectory()) return;
    throw storageError(`Cannot use ${this.path} for temporary files: it is not a folder`);
  }

  /** Where a reservation says that it stands, from the target. */
  noteOf(final: string): string {
    return relative(this.#root, final);
  }

  /** Removes what a killed run left. Only the holder of the lock may do this. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.path)) {
      const path = join(this.path, name);
      if (name.startsWith("reservation-")) await this.#cancel(await readFile(path, "utf8"));
      if (OURS.test(name)) await rm(path, { force: true });
    }
  }

  /** Removes the folder itself if nothing is left in it. */
  async remove(): Promise<void> {
    await rmdir(this.path).catch(() => undefined);
  }

  /** Removes the empty file that keeps a name free, where nothing has taken its place. */
  async #cancel(note: string): Promise<void> {
    const inside = note !== "" && !isAbsolute(note) && !note.split(/[\\/]/u).includes("..");
    const path = resolve(this.#root, note);
    const found = inside ? await ifPresent(lstat(path)) : undefined;
    if (found?.isFile() && found.size === 0) await rm(path, { force: true });
  }
}
