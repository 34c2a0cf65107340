/**
 * Keeps what was detected for a while, so that a face can be added or searched by the id of its
 * detection. Each detection is a document of its owner, removed when its time is over.
 * @module
 */
import { decodeBase64, encodeBase64 } from "../base64.ts";
import { FacepipeError } from "../errors.ts";
import type { Face } from "../records.ts";
import { documentTerms, RULES } from "./collections.ts";
import type { DocumentFilter } from "./document_filter.ts";
import { DocumentReader } from "./document_reader.ts";
import { encodeDocument } from "./document_values.ts";
import type { Document } from "./documents.ts";
import type { DetectionRef } from "./filters.ts";
import { formatId, type Uint64 } from "./ids.ts";
import type { GalleryStore, StoredDocument } from "./store.ts";

/** How long detections are kept, in milliseconds. */
export const DETECTION_LIFETIME = 60 * 60 * 1000;

/** A kept detection. Vectors and crops are base64. */
interface DetectionDocument extends Document {
  readonly _id: string;
  /** ISO 8601. */
  readonly expires: string;
  readonly faces: readonly KeptFace[];
  /** What was made of its faces, as {@linkcode useOf} names it: when that is removed, so is the detection. */
  readonly uses: readonly string[];
}

/** The name of a gallery, or of a face in it, among the uses of a detection. */
export function useOf(gallery: string, id?: Uint64): string {
  return id === undefined ? gallery : `${gallery}/${formatId(id)}`;
}

type KeptFace = Omit<Face, "embedding" | "crop"> & { embedding?: string; crop?: string };

/** The kept detections of a store. */
export class DetectionCache {
  readonly #store: GalleryStore;
  readonly #now: () => Date;
  readonly #lifetime: number;

  constructor(store: GalleryStore, now: () => Date, lifetime = DETECTION_LIFETIME) {
    this.#store = store;
    this.#now = now;
    this.#lifetime = lifetime;
  }

  /** Keeps faces; gives the id of the detection. */
  async keep(owner: string, faces: readonly Face[]): Promise<string> {
    await this.sweep(owner);
    const expires = new Date(this.#now().getTime() + this.#lifetime).toISOString();
    const document: DetectionDocument = {
      _id: crypto.randomUUID(),
      owner,
      expires,
      uses: [],
      faces: faces.map(({ embedding, crop, ...face }) => ({
        ...face,
        ...(embedding && { embedding: encodeBase64(embedding) }),
        ...(crop && { crop: encodeBase64(crop) }),
      })),
    };
    await this.#store.insertDocument(owner, "detections", this.#stored(document, 1));
    return document._id;
  }

  /**
   * A face of a detection.
   *
   * @throws FacepipeError CACHE_ERROR where the detection is gone, BAD_PARAM where the face is not named clearly.
   */
  async face(owner: string, { id, index }: DetectionRef): Promise<Face> {
    const found = await this.#reader(owner).read(String(id));
    if (!found) throw gone(id);
    if (found.document.expires <= this.#now().toISOString()) {
      await this.sweep(owner);
      throw gone(id);
    }
    const { faces } = found.document;
    const face = faces[index ?? (faces.length === 1 ? 0 : -1)];
    if (!face) throw unclear(faces.length, index);
    const { embedding, crop, ...fields } = face;
    const bytes = embedding === undefined ? undefined : decodeBase64(embedding)?.slice();
    return {
      ...fields,
      ...(bytes && { embedding: new Float32Array(bytes.buffer) }),
      ...(crop === undefined ? {} : { crop: decodeBase64(crop)! }),
    };
  }

  /** Notes what was made of a detection's faces. */
  async noteUses(owner: string, id: string, uses: readonly string[]): Promise<void> {
    for (;;) {
      const found = await this.#reader(owner).read(id);
      if (!found) return;
      const document = { ...found.document, uses: [...new Set([...found.document.uses, ...uses])] };
      const stored = this.#stored(document, found.version + 1);
      if (await this.#store.replaceDocument(owner, "detections", stored)) return;
    }
  }

  /** Removes the detections that something was made of which is removed itself. */
  forgetUses(owner: string, uses: readonly string[]): Promise<void> {
    return this.#remove(owner, { uses: { $in: uses } });
  }

  /** Removes the detections of an owner whose time is over. */
  sweep(owner: string): Promise<void> {
    return this.#remove(owner, { expires: { $lte: this.#now().toISOString() } });
  }

  async #remove(owner: string, filter: DocumentFilter): Promise<void> {
    for await (const { key } of this.#reader(owner).find(filter))
      await this.#store.removeDocument(owner, "detections", key);
  }

  #stored(document: DetectionDocument, version: number): StoredDocument {
    const body = encodeDocument(document);
    const terms = documentTerms(RULES.detections, document);
    return { key: document._id, body, terms, version };
  }

  #reader(owner: string): DocumentReader<DetectionDocument> {
    return new DocumentReader(this.#store, RULES.detections, owner);
  }
}

function gone(id: unknown): FacepipeError {
  const shown = String(id).slice(0, 60);
  return new FacepipeError(
    "CACHE_ERROR",
    `Cannot find detection ${shown}: it is kept no longer, detect again`,
    {
      param: "detection",
      value: shown,
    },
  );
}

/** A detection of no face, or of several, does not say which face is meant. */
export function unclear(faces: number, index?: number): FacepipeError {
  const reason = index === undefined ? `it has ${faces} faces, say which` : `it has no face ${index}`;
  return new FacepipeError("BAD_PARAM", `Cannot use the detection: ${reason}`, {
    param: "detection",
    value: index ?? faces,
  });
}
