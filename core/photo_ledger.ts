/**
 * What `place` and `report` remember of a stream while they wait for its end.
 * @module
 */
import { FacepipeError } from "./errors.ts";
import type { Box } from "./fields.ts";
import {
  joinPhotos,
  type LedgerPhoto,
  noteBest,
  noteBox,
  noteFace,
  type PhotoHeader,
  portraitQuality,
} from "./ledger_photo.ts";
import { failureOf, itemOf } from "./protocol.ts";
import type { Face, Failure } from "./records.ts";

/** What is kept of a face. */
interface FaceFacts {
  readonly faceId: string;
  readonly sha256: string | undefined;
  readonly person: string | undefined;
  readonly quality: number;
  readonly bbox: Box | undefined;
}

const SHA256 = /^[0-9a-f]{64}$/iu;

/**
 * Collects photos and faces in the order in which they first appear. Embeddings, crops and file
 * bytes are not kept: the state is about 1 kB a photo, with a dozen fields, and 110 bytes a face,
 * 200 with its box.
 *
 * @example
 * ```ts
 * import { PhotoLedger } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const ledger = new PhotoLedger();
 * ledger.addFace({ kind: "face", faceId: "9f8e-0", path: "a.jpg", person: "Ann", score: 0.9 });
 * assert.deepEqual(ledger.finish(), [
 *   {
 *     path: "a.jpg",
 *     sha256: undefined,
 *     header: undefined,
 *     bytesAt: undefined,
 *     faces: new Map([["9f8e-0", "Ann"]]),
 *     persons: new Map([["Ann", 1.8]]),
 *   },
 * ]);
 * ```
 */
export class PhotoLedger {
  readonly #stage: string;
  readonly #items: (LedgerPhoto | Failure)[] = [];
  readonly #photos = new Map<string, LedgerPhoto>();
  /** Faces that name their photo by its content alone. */
  readonly #pathless: FaceFacts[] = [];
  /** One string for each person, however many faces carry it. */
  readonly #names = new Map<string, string>();
  readonly #keepsBoxes: boolean;

  /** @param options `stage`: the command that collects, for its error records; `boxes`: keep where faces are. */
  constructor({ stage = "place", boxes = false }: { stage?: string; boxes?: boolean } = {}) {
    this.#stage = stage;
    this.#keepsBoxes = boxes;
  }

  /** Adds a photo; `bytesAt` is a file that holds its bytes. */
  addPhoto(header: PhotoHeader, bytesAt?: string): void {
    const photo = this.#photoOf(header.path, header);
    if (photo === undefined) return;
    photo.header ??= header;
    photo.bytesAt ??= bytesAt;
  }

  /** Adds a face to its photo. */
  addFace(face: Face): void {
    const facts = factsOf(face);
    if (face.path === undefined) {
      this.#pathless.push(facts);
      return;
    }
    const photo = this.#photoOf(face.path, face);
    if (photo !== undefined) this.#note(photo, facts);
  }

  /** Adds an item that failed already. */
  addFailure(failure: Failure): void {
    this.#items.push(failure);
  }

  /** The failures so far, for a stage that gives up. */
  failures(): Failure[] {
    return this.#items.filter((item) => "kind" in item);
  }

  /**
   * Everything that was added, in order. Where a path has one sha256, records of it that state
   * none are joined to those that do. A face without a path is joined to the photo of its sha256
   * whose path sorts first: to all of them could be the product of two long lists.
   */
  finish(): (LedgerPhoto | Failure)[] {
    const joined = this.#joinUnstated();
    this.#joinPathless();
    return this.#items.filter((item) => "kind" in item || !joined.has(item));
  }

  #photoOf(path: string, record: PhotoHeader | Face): LedgerPhoto | undefined {
    const sha256 = record.sha256?.toLowerCase();
    if (sha256 !== undefined && !SHA256.test(sha256)) {
      this.addFailure(unusable(this.#stage, record, "its sha256 is not 64 hex digits"));
      return undefined;
    }
    const key = `${sha256 ?? ""}\0${path}`;
    const known = this.#photos.get(key);
    if (known !== undefined) return known;
    const photo: LedgerPhoto = {
      path,
      sha256,
      header: undefined,
      bytesAt: undefined,
      faces: new Map(),
      persons: new Map(),
    };
    this.#photos.set(key, photo);
    this.#items.push(photo);
    return photo;
  }

  #note(photo: LedgerPhoto, face: FaceFacts): void {
    const person = this.#nameOf(face);
    noteFace(photo.faces, face.faceId, person);
    if (this.#keepsBoxes && face.bbox !== undefined) noteBox(photo, face.faceId, face.bbox);
    if (person === undefined) return;
    noteBest(photo.persons, person, face.quality);
  }

  /** The person of a face as the one string that all faces share. */
  #nameOf({ person }: FaceFacts): string | undefined {
    if (person === undefined || person === "") return undefined;
    const known = this.#names.get(person) ?? person;
    this.#names.set(known, known);
    return known;
  }

  /** Photos without a sha256 whose path also stands in the stream with one, now joined to that. */
  #joinUnstated(): Set<LedgerPhoto> {
    const stated = new Map<string, LedgerPhoto | "several">();
    for (const photo of this.#photos.values()) {
      if (photo.sha256 !== undefined) stated.set(photo.path, stated.has(photo.path) ? "several" : photo);
    }
    const joined = new Set<LedgerPhoto>();
    for (const photo of this.#photos.values()) {
      const other = photo.sha256 === undefined ? stated.get(photo.path) : undefined;
      if (other === undefined || other === "several") continue;
      joinPhotos(other, photo);
      joined.add(photo);
    }
    return joined;
  }

  #joinPathless(): void {
    if (this.#pathless.length === 0) return;
    const bySha256 = new Map<string | undefined, LedgerPhoto>();
    for (const photo of this.#photos.values()) {
      const known = bySha256.get(photo.sha256);
      if (known === undefined || photo.path < known.path) bySha256.set(photo.sha256, photo);
    }
    for (const face of this.#pathless) {
      const photo = face.sha256 === undefined ? undefined : bySha256.get(face.sha256.toLowerCase());
      if (photo !== undefined) this.#note(photo, face);
      else {
        const record: Face = { kind: "face", faceId: face.faceId };
        this.addFailure(unusable(this.#stage, record, "the stream has no photo for it"));
      }
    }
  }
}

function factsOf(face: Face): FaceFacts {
  return {
    faceId: face.faceId,
    sha256: face.sha256,
    person: face.person,
    quality: portraitQuality(face),
    bbox: face.bbox,
  };
}

function unusable(stage: string, record: PhotoHeader | Face, reason: string): Failure {
  const thing = record.kind === "photo" ? `photo ${record.path}` : `face ${record.faceId}`;
  const error = new FacepipeError("MALFORMED_REQUEST", `Cannot ${stage} ${thing}: ${reason}`);
  return failureOf(stage, error, itemOf(record));
}
