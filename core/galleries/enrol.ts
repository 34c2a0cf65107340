/**
 * The stage that adds faces to a gallery.
 * @module
 */
import { inBatches } from "../batches.ts";
import { FacepipeError } from "../errors.ts";
import { failureOf, itemFailure, itemOf } from "../protocol.ts";
import type { Face, FaceRecord, Failure, Stage } from "../records.ts";
import type { NewFace } from "./client_backend.ts";
import { faceExists } from "./errors.ts";
import { galleryFace } from "./face_records.ts";
import { type Gallery, randomId } from "./gallery.ts";
import { formatId } from "./ids.ts";
import type { FaceMeta } from "./meta.ts";

/** Faces that are added at once. */
const BATCH = 256;

/** How often an id that another face has is made anew. */
const REGENERATE_ATTEMPTS = 3;

/** How {@linkcode enrolFaces} works. */
export interface EnrolOptions {
  readonly gallery: Gallery;
  /** Metadata of a face, besides what its record carries; undefined: the face is not to be added, and passes. */
  readonly metaOf?: (face: Face) => FaceMeta | undefined;
  /** Told how many faces were added, and how many were there before. */
  readonly onProgress?: (added: number, present: number) => void;
}

/**
 * Adds every face to a gallery and passes it on with `gallery`, `id` and `meta`. The id is that of
 * the record, else one that follows from the face id, so that a face which is there already is not
 * added twice: whoever was interrupted just starts again. Metadata of a face that is there already
 * stays as it is.
 *
 * A face that cannot be added becomes an error record: no vector, a vector of another embedder than
 * the gallery's, metadata of another type than declared. Other records pass.
 *
 * @throws FacepipeError from the stage itself where the gallery does not exist or its store fails.
 */
export function enrolFaces(options: EnrolOptions): Stage {
  return async function* (records) {
    const enrolment = new Enrolment(options);
    for await (const batch of inBatches(records, BATCH)) yield* await enrolment.enrol(batch);
  };
}

/** A face on its way into the gallery. */
interface Candidate {
  readonly face: Face;
  readonly entry: NewFace;
}

class Enrolment {
  readonly #options: EnrolOptions;
  #added = 0;
  #present = 0;

  constructor(options: EnrolOptions) {
    this.#options = options;
  }

  async enrol(batch: readonly FaceRecord[]): Promise<FaceRecord[]> {
    const results = new Map<FaceRecord, FaceRecord>(batch.map((record) => [record, record]));
    const candidates: Candidate[] = [];
    for (const record of batch) {
      if (record.kind !== "face") continue;
      try {
        const candidate = this.#candidate(record);
        if (candidate) candidates.push(candidate);
      } catch (thrown) {
        results.set(record, itemFailure("gallery add", thrown, itemOf(record)));
      }
    }
    const added = await this.#addAll(candidates);
    for (const [i, { face }] of candidates.entries()) results.set(face, added[i]!);
    this.#options.onProgress?.(this.#added, this.#present);
    return [...results.values()];
  }

  #candidate(face: Face): Candidate | undefined {
    const { metaOf = () => ({}) } = this.#options;
    const added = metaOf(face);
    if (added === undefined) return undefined;
    const meta = { ...(face.meta as FaceMeta | undefined), ...added };
    const source = galleryFace(face);
    const { id, person } = source;
    return { face, entry: { id, source, meta, ...(person !== undefined && { person }) } };
  }

  async #addAll(candidates: readonly Candidate[]): Promise<(Face | Failure)[]> {
    if (candidates.length === 0) return [];
    try {
      const outcomes = await this.#options.gallery.addAll(candidates.map(({ entry }) => entry));
      const results: (Face | Failure)[] = [];
      for (const [i, candidate] of candidates.entries()) {
        results.push(outcomes[i] === "added" ? this.#done(candidate) : await this.#again(candidate));
      }
      return results;
    } catch (thrown) {
      // One of them may have spoilt it for all; what concerns the gallery itself ends the stage.
      if (thrown instanceof FacepipeError && FATAL.has(thrown.code)) throw thrown;
      if (candidates.length > 1)
        return (await Promise.all(candidates.map((one) => this.#addAll([one])))).flat();
      return [itemFailure("gallery add", thrown, itemOf(candidates[0]!.face))];
    }
  }

  /** The id is taken: by this very face, or by another one that happens to have it. */
  async #again(candidate: Candidate): Promise<Face | Failure> {
    const { face, entry } = candidate;
    const { gallery } = this.#options;
    const there = await gallery.get(entry.id);
    if (there.facts.faceId === face.faceId) {
      this.#present++;
      return {
        ...face,
        gallery: gallery.name,
        id: formatId(entry.id),
        meta: { ...there.meta } as FaceRecordMeta,
      };
    }
    if (face.id !== undefined)
      return failureOf("gallery add", faceExists(gallery.name, entry.id), itemOf(face));
    for (let attempt = 0; attempt < REGENERATE_ATTEMPTS; attempt++) {
      const other = { ...candidate, entry: { ...entry, id: randomId() } };
      const [outcome] = await gallery.addAll([other.entry]);
      if (outcome === "added") return this.#done(other);
    }
    return failureOf("gallery add", faceExists(gallery.name, entry.id), itemOf(face));
  }

  #done({ face, entry }: Candidate): Face {
    this.#added++;
    const { gallery } = this.#options;
    return {
      ...face,
      gallery: gallery.name,
      id: formatId(entry.id),
      meta: { ...entry.meta } as FaceRecordMeta,
    };
  }
}

type FaceRecordMeta = NonNullable<Face["meta"]>;

/** Errors that concern the gallery, not a face. */
const FATAL: ReadonlySet<string> = new Set(["GALLERY_NOT_FOUND", "STORAGE_ERROR", "AUTH_FAILED"]);
