/**
 * Placed copies that carry who is on them in their own XMP.
 * @module
 */
import type { BigIntStats } from "node:fs";
import { open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { FacepipeError, type PlaceablePhoto } from "../../core/mod.ts";
import { writeIntoFile } from "../xmp/exiftool.ts";
import { embeddedXmp } from "../xmp/packets.ts";
import { mayHoldRegions } from "../xmp/photo_regions.ts";
import { writeFaces } from "../xmp/write_regions.ts";
import { finishCopy } from "./copy_file.ts";
import type { Draft } from "./drafts.ts";
import { targetError } from "./file_errors.ts";
import { frameOfContent, marksOf } from "./photo_marks.ts";
import { hashFile } from "./read_file.ts";
import type { ContentSources, Source } from "./sources.ts";
import type { TempFolder } from "./temp_folder.ts";

/** Writes into drafts. */
export class Tagger {
  readonly #temp: TempFolder;

  constructor(temp: TempFolder) {
    this.#temp = temp;
  }

  /**
   * Writes who is on a photo into a draft of it, unless it says so already.
   *
   * @returns The draft; with the SHA-256 of what it holds now where that changed.
   * @throws FacepipeError where that fails; the draft is discarded.
   */
  async tag(
    draft: Draft,
    photos: readonly PlaceablePhoto[],
    source: Source,
    sources: ContentSources,
  ): Promise<Draft> {
    const { file } = draft;
    const marks = marksOf(photos);
    if (marks.length === 0 || file === undefined) return draft;
    const packet = this.#temp.next("draft", ".xmp");
    try {
      const texts = await embeddedXmp(await readFile(file));
      const base = texts.find(mayHoldRegions) ?? texts[0];
      const { text } = await writeFaces(base, marks, await frameOfContent(photos, sources));
      if (text === undefined) return draft;
      await writeFile(packet, text, { mode: 0o600 });
      const before = await stat(file, { bigint: true });
      await writeIntoFile(resolve(file), resolve(packet));
      await finishAs(file, before);
      return { ...draft, tagged: (await hashFile(file)).sha256 };
    } catch (thrown) {
      await draft.discard();
      if (!(thrown instanceof FacepipeError)) throw targetError(file, thrown);
      const message = `Cannot write names into a copy of photo ${source.path}: ${thrown.message}`;
      throw new FacepipeError(thrown.code, message, { cause: thrown });
    } finally {
      await rm(packet, { force: true });
    }
  }
}

/** Gives a new file the permissions and times of the one that it replaced. */
async function finishAs(file: string, before: BigIntStats): Promise<void> {
  const handle = await open(file, "r");
  try {
    await handle.chmod(Number(before.mode) & 0o777);
    await finishCopy(handle, before);
  } finally {
    await handle.close();
  }
}
