/**
 * The stage behind `report`: passes records on, and makes something of the album when all are there.
 * @module
 */
import { type Album, type Face, type FaceRecord, type Failure, itemFailure } from "../../core/mod.ts";
import { AlbumReader } from "./album_reader.ts";

/** Makes something of an album; yields what could not be done. */
export type Drawing = (album: Album, reader: AlbumReader) => AsyncIterable<Failure>;

/** How {@linkcode reportAlbum} works. */
export interface ReportOptions {
  /** Told of each face as it comes. */
  readonly onFace?: ((face: Face) => void) | undefined;
  /** Ends the work when aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A stage that passes all records on as they come, and draws the album after the last one. It draws
 * nothing where the stream fails. Photos are opened one after the other, never all at once.
 *
 * @param out What is drawn; photos that come with their bytes wait beside it.
 * @throws FacepipeError while it runs: exit 6 where it cannot write.
 */
export function reportAlbum(
  out: string,
  draw: Drawing,
  { onFace, signal }: ReportOptions = {},
): (records: AsyncIterable<FaceRecord>) => AsyncGenerator<FaceRecord> {
  return async function* (records) {
    const reader = new AlbumReader("report", out);
    try {
      for await (const record of records) {
        signal?.throwIfAborted();
        await reader.add(record);
        if (record.kind === "face") onFace?.(record);
        yield record;
      }
      const album = reader.finish();
      yield* album.failures;
      yield* draw(album, reader);
    } finally {
      await reader.close();
    }
  };
}

/** The error record of a photo that has no picture in a report. */
export function noPicture(thrown: unknown, path: string): Failure {
  return itemFailure("report", thrown, { path });
}
