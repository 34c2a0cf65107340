/**
 * Photos on the records of their faces, so that each face is an event of its own.
 * @module
 */
import type { Face, FaceRecord, Photo } from "../records.ts";

/**
 * Gives the bytes of a photo record to the records of its faces that follow it. They are shared,
 * not copied. Other records, and faces with bytes of their own, pass as they are.
 */
export async function* carryPhotos(records: AsyncIterable<FaceRecord>): AsyncIterable<FaceRecord> {
  let photo: Photo | undefined;
  for await (const record of records) {
    if (record.kind === "photo") photo = record;
    const bytes = record.kind === "face" && !record.bytes && photo && isIn(record, photo) && photo.bytes;
    yield bytes ? { ...record, bytes } : record;
  }
}

function isIn(face: Face, photo: Photo): boolean {
  const same = face.sha256 === undefined || photo.sha256 === undefined || face.sha256 === photo.sha256;
  return face.path === photo.path && same;
}
