/**
 * Turns what became of contents into the records of the photos, in the order of the stream.
 * @module
 */
import {
  type FacepipeError,
  type FaceRecord,
  type Failure,
  failureOf,
  type PlaceablePhoto,
} from "../../core/mod.ts";
import type { FileOutcome } from "./place_content.ts";

interface Answer {
  readonly placed: Set<string>;
  /** By message: a photo that cannot be read fails in every folder for one reason. */
  readonly errors: Map<string, FacepipeError>;
}

/** Collects outcomes and gives out the records that are due. */
export class Answers {
  readonly #items: readonly (PlaceablePhoto | Failure)[];
  /** By index among the photos. */
  readonly #answers: (Answer | undefined)[] = [];
  #item = 0;
  #photo = 0;

  /** @param items Photos and failures, in the order of the stream. */
  constructor(items: readonly (PlaceablePhoto | Failure)[]) {
    this.#items = items;
  }

  /** Notes what became of the files of a content that some photos share. */
  settle(photos: readonly number[], outcomes: readonly FileOutcome[]): void {
    for (const index of photos) this.#answers[index] = { placed: new Set(), errors: new Map() };
    for (const outcome of outcomes) {
      for (const index of outcome.file.photos) {
        if ("path" in outcome) this.#answers[index]!.placed.add(outcome.path);
        else this.fail(index, outcome.error);
      }
    }
  }

  /** Notes a file that belongs to some settled photos besides. */
  add(photos: readonly number[], path: string): void {
    for (const index of photos) this.#answers[index]!.placed.add(path);
  }

  /** Notes that something failed for one photo. */
  fail(photo: number, error: FacepipeError): void {
    this.#answers[photo]!.errors.set(error.message, error);
  }

  /** Whether every file of a settled photo is in place. */
  isPlaced(photo: number): boolean {
    const { placed, errors } = this.#answers[photo]!;
    return placed.size > 0 && errors.size === 0;
  }

  /** The records up to the first photo that is not settled yet. */
  *due(): Generator<FaceRecord> {
    for (; this.#item < this.#items.length; this.#item++) {
      const item = this.#items[this.#item]!;
      if ("kind" in item) {
        yield item;
        continue;
      }
      const answer = this.#answers[this.#photo];
      if (answer === undefined) return;
      this.#answers[this.#photo++] = undefined;
      yield* recordsOf(item, answer);
    }
  }
}

/** One record for each thing that failed, then the photo's own unless nothing of it was placed. */
function* recordsOf(photo: PlaceablePhoto, { placed, errors }: Answer): Generator<FaceRecord> {
  const { path, sha256, header } = photo;
  for (const error of errors.values()) yield failureOf("place", error, { path, sha256 });
  if (errors.size > 0 && placed.size === 0) return;
  yield { ...(header ?? { kind: "photo", path }), sha256, placed: [...placed].sort() };
}
