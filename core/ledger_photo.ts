/**
 * A photo as `place` remembers it: where it is, and who is on it.
 * @module
 */
import type { Box } from "./fields.ts";
import type { Face, Photo } from "./records.ts";

/** A photo record without the file itself. */
export type PhotoHeader = Omit<Photo, "bytes">;

/** A photo of the stream, known from its own record, from records of its faces, or from both. */
export interface LedgerPhoto {
  readonly path: string;
  /** Absent where no record states it. */
  sha256: string | undefined;
  /** Its own record; absent where only its faces arrived. */
  header: PhotoHeader | undefined;
  /** A file that holds its bytes, where they came with the record. */
  bytesAt: string | undefined;
  /** The faces that count, with their persons, by id, so that a record that comes twice counts once. */
  readonly faces: Map<string, string | undefined>;
  /** Everybody on the photo, with the quality of their best face. */
  readonly persons: Map<string, number>;
  /** Where the faces are, by id; absent where the ledger was not to keep that. */
  boxes?: Map<string, Box>;
}

/**
 * How well a face shows its person, higher is better: `2·score + 5·faceRatio + min(blur / 200, 1)`,
 * the terms by which `detect` elects a face; a field that is absent counts as 0.
 */
export function portraitQuality(face: Pick<Face, "score" | "faceRatio" | "blur">): number {
  return 2 * (face.score ?? 0) + 5 * (face.faceRatio ?? 0) + Math.min((face.blur ?? 0) / 200, 1);
}

/**
 * The number of faces on a photo, or undefined where nothing tells. A photo may have more faces
 * than the stream has records of them, when somebody filtered the stream.
 */
export function countFaces(photo: LedgerPhoto): number | undefined {
  const stated = photo.header?.faces;
  const known = photo.faces.size;
  if (stated === undefined) return known === 0 ? undefined : known;
  return Math.max(stated, known);
}

/** The ids of a person's faces on a photo, or of all faces where no person is meant. */
export function facesIn(photo: LedgerPhoto, person?: string): string[] {
  return [...photo.faces].flatMap(([id, whose]) => (person === undefined || whose === person ? [id] : []));
}

/** Adds to a photo what another knows of it. */
export function joinPhotos(photo: LedgerPhoto, other: LedgerPhoto): void {
  photo.header ??= other.header;
  photo.bytesAt ??= other.bytesAt;
  for (const [id, person] of other.faces) noteFace(photo.faces, id, person);
  for (const [person, quality] of other.persons) noteBest(photo.persons, person, quality);
  for (const [id, box] of other.boxes ?? []) noteBox(photo, id, box);
}

/** Notes a face; the person that comes first stays. */
export function noteFace(
  faces: Map<string, string | undefined>,
  id: string,
  person: string | undefined,
): void {
  faces.set(id, faces.get(id) ?? person);
}

/** Notes where a face is; the box that comes first stays. */
export function noteBox(photo: LedgerPhoto, id: string, box: Box): void {
  photo.boxes ??= new Map();
  photo.boxes.set(id, photo.boxes.get(id) ?? box);
}

/** Notes a face of a person, of which the best counts. */
export function noteBest(persons: Map<string, number>, person: string, quality: number): void {
  persons.set(person, Math.max(quality, persons.get(person) ?? quality));
}
