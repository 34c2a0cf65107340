/**
 * One content's way through a run: placed, then its originals removed where it was moved.
 * @module
 */
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { PlaceablePhoto, PlannedContent } from "../../core/mod.ts";
import type { Answers } from "./answers.ts";
import { itemError } from "./file_errors.ts";
import { looksOf } from "./looks.ts";
import { removeOriginal } from "./originals.ts";
import { type FileOutcome, placeContent, type Run } from "./place_content.ts";
import type { Sidecars } from "./sidecars.ts";
import { ContentSources } from "./sources.ts";

/** The work on one content. */
export class Job {
  readonly #content: PlannedContent;
  readonly #sources: ContentSources;
  #outcomes: readonly FileOutcome[] = [];

  /** @param photos All photos of the plan. */
  constructor(content: PlannedContent, photos: readonly PlaceablePhoto[]) {
    this.#content = content;
    this.#sources = new ContentSources(content, photos);
  }

  /** Places the content, notes the answers for its photos, and tells how many these are. */
  async place(run: Run, answers: Answers): Promise<number> {
    this.#outcomes = await placeContent(run, this.#content, this.#sources);
    answers.settle(this.#content.photos, this.#outcomes);
    if (run.sidecars !== undefined) await this.#writeSidecars(run, run.sidecars, answers);
    const spooled = this.#sources.list.find((source) => source.spooled);
    if (spooled !== undefined && run.target !== undefined) await rm(spooled.file, { force: true });
    return this.#content.photos.length;
  }

  async #writeSidecars(run: Run, sidecars: Sidecars, answers: Answers): Promise<void> {
    const photos = this.#content.photos.map((index) => run.photos[index]!);
    for (const outcome of this.#outcomes) {
      if (!("path" in outcome)) continue;
      try {
        const written = await sidecars.write(run, outcome, photos, this.#sources);
        if (written !== undefined) answers.add(outcome.file.photos, written);
      } catch (thrown) {
        const error = itemError(thrown);
        for (const index of outcome.file.photos) answers.fail(index, error);
      }
    }
  }

  /** Removes those of its photos that are wholly in place. */
  async removeOriginals({ target, folders }: Run, answers: Answers): Promise<void> {
    const placed = this.#outcomes.flatMap((outcome) => ("path" in outcome ? [outcome.path] : []));
    for (const source of this.#sources.list) {
      if (source.spooled || !answers.isPlaced(source.photo)) continue;
      try {
        await removeOriginal(source, this.#sources, placed, async (entry, link) => {
          await target?.journal.append({
            type: "moved",
            from: resolve(source.path),
            sha256: this.#sources.sha256,
            to: placed.map((path) => folders.nameOf(path)),
            looks: looksOf(entry),
            ...(link === undefined ? {} : { link }),
            permissions: Number(entry.mode) & 0o7777,
            uid: Number(entry.uid),
            gid: Number(entry.gid),
          });
        });
      } catch (thrown) {
        answers.fail(source.photo, itemError(thrown));
      }
    }
  }
}
