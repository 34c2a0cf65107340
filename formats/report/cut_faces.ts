/**
 * Cuts faces out of the photos of an album, one photo after the other.
 * @module
 */
import {
  type Album,
  type AlbumPhoto,
  counted,
  EXIT,
  FacepipeError,
  type Failure,
  mapOrdered,
} from "../../core/mod.ts";
import type { AlbumReader } from "./album_reader.ts";
import { decodeFor, portrait } from "./face_pictures.ts";
import { PHOTO_LOAD, photosAtOnce } from "./photo_load.ts";
import { noPicture } from "./report_album.ts";

/** Side of a face on sheets, in pixels. */
export const SHEET_FACE = 112;

/** Faces wait as JPEG, about 6 kB each. */
const JPEG = { quality: 92, chromaSubsampling: "4:4:4" } as const;

/** How pictures of an album are drawn. */
export interface DrawingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told what somebody may want to know. */
  readonly onNote?: (message: string) => void;
  /** Told of each photo. */
  readonly onPhoto?: (done: number, total: number) => void;
}

/** The wanted faces of one photo. */
export interface CutFaces {
  /** Their ids. */
  readonly wanted: readonly string[];
  /** JPEG by face id; those whose photo cannot be read are missing. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly failure?: Failure;
}

/** The faces of each photo that has any of the wanted ones, in the order of the album. */
export async function* cutFaces(
  album: Album,
  reader: AlbumReader,
  wanted: ReadonlySet<string>,
  { signal, onPhoto }: DrawingOptions,
): AsyncIterable<CutFaces> {
  const photos = album.photos.filter(({ ownFaces }) => ownFaces.some(({ id }) => wanted.has(id)));
  const work = (photo: AlbumPhoto) => cutPhoto(photo, reader, wanted);
  let done = 0;
  for await (const cut of mapOrdered(photos, photosAtOnce(), work, PHOTO_LOAD)) {
    signal?.throwIfAborted();
    yield cut;
    onPhoto?.(++done, photos.length);
  }
}

async function cutPhoto(
  photo: AlbumPhoto,
  reader: AlbumReader,
  wanted: ReadonlySet<string>,
): Promise<CutFaces> {
  const faces = photo.ownFaces.filter(({ id }) => wanted.has(id));
  const ids = faces.map(({ id }) => id);
  try {
    const sized = faces.map(({ box }) => ({ box, side: SHEET_FACE }));
    const shrunk = await decodeFor(await reader.open(photo), sized, SHEET_FACE);
    const drawn = await Promise.all(
      sized.map(async (face) => (await portrait(shrunk, face)).jpeg(JPEG).toBuffer()),
    );
    return { wanted: ids, pictures: new Map(ids.map((id, at) => [id, drawn[at]!])) };
  } catch (thrown) {
    return { wanted: ids, pictures: new Map(), failure: noPicture(thrown, photo.path) };
  }
}

/** @throws FacepipeError MALFORMED_REQUEST, exit 4, where there is nobody to draw. */
export function expectPeople({ people }: Album, out: string): void {
  if (people.length > 0) return;
  throw new FacepipeError(
    "MALFORMED_REQUEST",
    `Cannot draw ${out}: no face has a person; pass the records through group first`,
    { exit: EXIT.malformedInput, param: "person" },
  );
}

/** Says that names cannot be read, where no letter can be drawn. */
export async function noteFonts(onNote: DrawingOptions["onNote"]): Promise<void> {
  const { hasFonts } = await import("./label.ts");
  if (!(await hasFonts())) onNote?.("no fonts are installed here, so names cannot be read in the picture");
}

/** `3 faces in 2 photos`. */
export function countsText(faces: number, photos: number): string {
  return `${counted(faces, "face")} in ${counted(photos, "photo")}`;
}
