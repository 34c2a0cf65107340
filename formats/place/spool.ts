/**
 * Puts aside the bytes of photos that are not on this machine, one at a time, until it is known
 * where they go.
 * @module
 */
import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { FacepipeError, type Photo } from "../../core/mod.ts";
import { toSeconds } from "./copy_file.ts";
import { codeOf, targetError } from "./file_errors.ts";
import { type Stamp, stampOf } from "./read_file.ts";
import type { TempFolder } from "./temp_folder.ts";

/** Keeps the bytes that come with photo records. */
export class Spool {
  readonly #temp: Pick<TempFolder, "path"> | undefined;
  readonly #verb: string;

  /**
   * @param temp Absent in a dry run, which keeps nothing.
   * @param verb What is to be done with the photos, for messages.
   */
  constructor(temp: Pick<TempFolder, "path"> | undefined, verb = "place") {
    this.#temp = temp;
    this.#verb = verb;
  }

  /**
   * Keeps a photo's bytes in a file, unless the photo is here by its path.
   *
   * @throws FacepipeError CONFLICT where the bytes are not those that the record's sha256 is of.
   */
  async keep(photo: Photo): Promise<{ sha256: string; bytesAt: string } | undefined> {
    const { bytes } = photo;
    if (bytes === undefined) return undefined;
    const here = await stampOf(photo.path);
    if (here !== undefined && isLikeRecorded(photo, here)) return undefined;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (photo.sha256 !== undefined && photo.sha256.toLowerCase() !== sha256) {
      const message = `Cannot ${this.#verb} photo ${photo.path}: its bytes are not those that its sha256 stands for`;
      throw new FacepipeError("CONFLICT", message);
    }
    const bytesAt = join(this.#temp?.path ?? "", `spool-${sha256}`);
    if (this.#temp !== undefined) await writeSpooled(bytesAt, bytes, Date.parse(photo.mtime ?? ""));
    return { sha256, bytesAt };
  }
}

/** As far as size and time tell; the content is checked when it is placed. */
function isLikeRecorded({ bytes, mtime }: Photo, here: Stamp): boolean {
  const age = Math.abs(Number(here.mtimeNs) / 1e6 - Date.parse(mtime ?? ""));
  return Number(here.size) === bytes?.length && age <= 1;
}

/**
 * Writes a photo's bytes into a file of the temporary folder, with its time in ms where that is no
 * NaN. Content that is there already was written whole, because failures end the run.
 */
export async function writeSpooled(file: string, bytes: Uint8Array, mtime: number): Promise<void> {
  try {
    const handle = await open(file, "wx");
    try {
      await handle.writeFile(bytes);
      if (!Number.isNaN(mtime)) await setTime(handle, mtime);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST") return;
    await rm(file, { force: true }).catch(() => undefined);
    throw targetError(file, thrown);
  }
}

async function setTime(file: FileHandle, milliseconds: number): Promise<void> {
  const seconds = toSeconds(BigInt(milliseconds) * 1_000_000n);
  await file.utimes(seconds, seconds);
}
