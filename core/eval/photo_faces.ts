/**
 * The faces of each photo, gathered from a stream in any order.
 * @module
 */
import type { Face, FaceRecord, Photo } from "../records.ts";

/** A photo and its faces; without `photo` where the stream has faces only. */
export interface PhotoFaces {
  photo?: Photo;
  readonly faces: Face[];
}

/** Gathers records by photo. A face that comes twice counts once. */
export class FacesByPhoto {
  /** By path; by sha256, or face id, for faces that have lost their path. */
  readonly photos = new Map<string, PhotoFaces>();
  #seen = new Set<string>();

  /** Takes a record in; only photos and faces count. */
  add(record: FaceRecord): void {
    if (record.kind === "photo") this.#entry(record.path).photo = record;
    if (record.kind !== "face") return;
    const photo = photoOf(record);
    const key = JSON.stringify([photo, record.faceId]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#entry(photo).faces.push(record);
  }

  #entry(path: string): PhotoFaces {
    const known = this.photos.get(path);
    if (known) return known;
    const entry: PhotoFaces = { faces: [] };
    this.photos.set(path, entry);
    return entry;
  }
}

/** What tells photos apart. */
function photoOf(face: Face): string {
  return face.path ?? face.sha256 ?? face.faceId;
}
