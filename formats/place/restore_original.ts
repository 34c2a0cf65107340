/**
 * Puts photos that were moved back where they were.
 * @module
 */
import { createHash } from "node:crypto";
import { chmod, chown, link, lstat, readlink, rename, rm, stat, symlink, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FacepipeError, reasonOf } from "../../core/mod.ts";
import { makeFolders } from "../make_folders.ts";
import { copyChecked, toSeconds } from "./copy_file.ts";
import { codeOf, ifPresent } from "./file_errors.ts";
import { filesBelow } from "./files_below.ts";
import type { MovedLine } from "./journal_lines.ts";
import { isSameLooks, looksOf } from "./looks.ts";
import { hashFile } from "./read_file.ts";
import { syncFolder } from "./sync_folder.ts";

/** Puts photos back, one after the other. */
export class Restorer {
  readonly #root: string;
  readonly #dryRun: boolean;
  /** What was put back, by what its inode had been. */
  readonly #byInode = new Map<string, string>();
  readonly #folders = new Set<string>();
  /** Read where a photo is not where it was placed. */
  #bySize: Promise<Map<number, string[]>> | undefined;

  /** @param root The target that they were moved to. */
  constructor(root: string, dryRun: boolean) {
    this.#root = root;
    this.#dryRun = dryRun;
  }

  /**
   * Puts a photo back, as a further name of a placed file where it was one, else as a checked copy
   * with its times and permissions; false where it is there already. Never in place of another file.
   * Where the placed files have other names by now, it comes from any file of the target with its
   * content, which stays.
   *
   * @throws FacepipeError CONFLICT where something else is there, or no file of the target has its
   * content any more; STORAGE_ERROR where it cannot be written.
   */
  async restore(line: MovedLine): Promise<boolean> {
    try {
      if (await isBack(line)) {
        // Of an undoing that was killed when the photo had its name and the draft had not lost its own.
        if (!this.#dryRun) await rm(draftOf(line.from), { force: true });
        return false;
      }
      if (line.link !== undefined) await this.#putLink(line, line.link);
      else await this.#putFile(line);
      this.#folders.add(dirname(line.from));
      return true;
    } catch (thrown) {
      if (thrown instanceof FacepipeError) throw thrown;
      const message = `Cannot put photo ${line.from} back: ${reasonOf(thrown)}`;
      throw new FacepipeError("STORAGE_ERROR", message, { cause: thrown });
    }
  }

  /** Makes the names of all photos that were put back survive a power cut. */
  async sync(): Promise<void> {
    for (const folder of this.#folders) await syncFolder(folder).catch(() => undefined);
  }

  async #putLink(line: MovedLine, text: string): Promise<void> {
    if (this.#dryRun) return;
    await makeFolders(dirname(line.from));
    await symlink(text, line.from);
  }

  async #putFile(line: MovedLine): Promise<void> {
    const twin = await this.#findTwin(line);
    if (this.#dryRun) return;
    await makeFolders(dirname(line.from));
    const { ino } = await stat(twin, { bigint: true });
    const wasSame = String(ino) === line.looks.ino || this.#byInode.has(line.looks.ino);
    if (!wasSame || !(await isLinked(twin, line.from))) await copyBack(twin, line);
    this.#byInode.set(line.looks.ino, line.from);
  }

  /** A file that has the content, best one that was the photo itself. */
  async #findTwin({ from, to, sha256, looks }: MovedLine): Promise<string> {
    const known = this.#byInode.get(looks.ino);
    const paths = [...(known === undefined ? [] : [known]), ...to.map((path) => join(this.#root, path))];
    for (const path of paths) if (await hasContent(path, sha256)) return path;
    for (const path of await this.#filesOf(looks.size)) if (await hasContent(path, sha256)) return path;
    const why = `no file in ${this.#root} holds it any more`;
    throw new FacepipeError("CONFLICT", `Cannot put photo ${from} back: ${why}`);
  }

  /** What the target holds of a size, under whatever name. */
  async #filesOf(size: number): Promise<readonly string[]> {
    this.#bySize ??= sizesBelow(this.#root);
    return (await this.#bySize).get(size) ?? [];
  }
}

/** The regular files below a folder by their size in bytes. */
async function sizesBelow(root: string): Promise<Map<number, string[]>> {
  const bySize = new Map<number, string[]>();
  for (const name of await filesBelow(root)) {
    const path = join(root, name);
    const found = await ifPresent(lstat(path));
    if (!found?.isFile()) continue;
    const list = bySize.get(found.size);
    if (list) list.push(path);
    else bySize.set(found.size, [path]);
  }
  return bySize;
}

/** Whether the photo stands where it was, be it because nothing had removed it yet. */
async function isBack({ from, sha256, looks, link: text }: MovedLine): Promise<boolean> {
  const entry = await ifPresent(lstat(from, { bigint: true }));
  if (entry === undefined) return false;
  if (entry.isSymbolicLink() && (await readlink(from)) === text) return true;
  if (entry.isFile() && text === undefined) {
    if (isSameLooks(looksOf(entry), looks) || (await hasContent(from, sha256))) return true;
  }
  throw new FacepipeError("CONFLICT", `Cannot put photo ${from} back: something else is there`);
}

async function hasContent(path: string, sha256: string): Promise<boolean> {
  const found = await ifPresent(lstat(path));
  return found?.isFile() === true && (await hashFile(path)).sha256 === sha256;
}

/** Gives a file a further name; false where the file system cannot. */
async function isLinked(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST") throw thrown;
    return false;
  }
}

/** The temporary name of a photo that is put back. */
function draftOf(from: string): string {
  const digits = createHash("sha256").update(basename(from)).digest("hex").slice(0, 16);
  return join(dirname(from), `.facepipe-undo-${digits}`);
}

/** Copies under a name of its own, which a repeated undoing finds again, and then renames. */
async function copyBack(twin: string, line: MovedLine): Promise<void> {
  const { from, sha256, looks, permissions, uid, gid } = line;
  const draft = draftOf(from);
  await rm(draft, { force: true });
  try {
    const source = { photo: 0, path: twin, file: twin, spooled: false, size: undefined, mtime: Number.NaN };
    await copyChecked(source, sha256, draft);
    await chown(draft, uid, gid).catch(() => undefined);
    const time = toSeconds(BigInt(looks.mtimeNs));
    await utimes(draft, time, time).catch(() => undefined);
    await chmod(draft, permissions);
    if ((await hashFile(draft)).sha256 !== sha256) {
      throw new FacepipeError(
        "STORAGE_ERROR",
        `Cannot put photo ${from} back: its copy does not read back the same`,
      );
    }
    if (!(await isLinked(draft, from))) await renameToFree(draft, from);
  } finally {
    await rm(draft, { force: true });
  }
}

/** For file systems without hard links, which have no way to rename without replacing. */
async function renameToFree(draft: string, final: string): Promise<void> {
  if ((await ifPresent(lstat(final))) !== undefined) {
    throw new FacepipeError("CONFLICT", `Cannot put photo ${final} back: something else is there`);
  }
  await rename(draft, final);
}
