/**
 * The page that shows an album, photo by photo.
 * @module
 */
import {
  type Album,
  type AlbumFace,
  type AlbumPhoto,
  type ConstraintRule,
  type Failure,
  mapOrdered,
  NOBODY_HERE,
  type ReviewAlbum,
  type ReviewPair,
  type ReviewPhoto,
} from "../../core/mod.ts";
import { writePrivateFile } from "../private_file.ts";
import type { AlbumReader } from "./album_reader.ts";
import { decodeFor, portrait, type ShrunkPhoto, thumbnail } from "./face_pictures.ts";
import { readPageFiles } from "./page_files.ts";
import { OWN_PAGE, pageEnd, pageStart, pictureBlock } from "./page_html.ts";
import { PHOTO_LOAD, photosAtOnce } from "./photo_load.ts";
import { noPicture } from "./report_album.ts";

/** Side of a face in pixels, and of faces that are shown large: the best of a person, and near misses. */
const FACE_SIDE = 112;
const LARGE_SIDE = 256;

/** How pictures are compressed: no difference is seen at this size. */
const WEBP = { quality: 70, effort: 4 } as const;

/** What a page shows besides the album. */
export interface PageOptions {
  readonly title: string;
  /** Longer side of the photos on the page, in pixels. */
  readonly thumbnailSize: number;
  /** Finds the faces to look at again; asked when all records are there. */
  readonly pairs: () => Promise<readonly FacePair[]>;
  /** Corrections that the album was grouped with. */
  readonly constraints: readonly ConstraintRule[];
  readonly signal?: AbortSignal | undefined;
  /** Told of each photo. */
  readonly onPhoto?: (done: number, total: number) => void;
}

/** Two faces to look at, by their ids. */
export interface FacePair {
  readonly type: ReviewPair["type"];
  readonly faces: readonly [string, string];
  readonly similarity: number | undefined;
}

/** A photo as the page has it. */
interface PagePhoto {
  readonly photo: ReviewPhoto;
  readonly pictures: readonly (Uint8Array | undefined)[];
  readonly failure?: Failure;
}

/** Writes the page; yields the error records of photos that cannot be shown. */
export async function* writePage(
  out: string,
  album: Album,
  reader: AlbumReader,
  options: PageOptions,
): AsyncIterable<Failure> {
  const failures: Failure[] = [];
  // Not while the file is being written: an interruption has to clear that away in short time.
  const pairs = await options.pairs();
  await writePrivateFile(out, pagePieces(album, reader, pairs, options, failures), OWN_PAGE);
  yield* failures;
}

async function* pagePieces(
  album: Album,
  reader: AlbumReader,
  pairs: readonly FacePair[],
  options: PageOptions,
  failures: Failure[],
): AsyncIterable<string> {
  const files = await readPageFiles();
  const faces = album.photos.flatMap(({ ownFaces }) => ownFaces).sort(byQuality);
  const placeOf = new Map(faces.map(({ id }, place) => [id, place]));
  const large = new Set([
    ...album.people.map(({ faces }) => faces[0]!.id),
    ...pairs.flatMap((pair) => pair.faces),
  ]);
  const photos: ReviewPhoto[] = [];
  yield pageStart(options.title, files);
  const work = (photo: AlbumPhoto) => drawPhoto(photo, reader, placeOf, large, options);
  for await (const { photo, pictures, failure } of mapOrdered(
    album.photos,
    photosAtOnce(),
    work,
    PHOTO_LOAD,
  )) {
    options.signal?.throwIfAborted();
    yield pictureBlock(photos.push(photo) - 1, pictures);
    if (failure !== undefined) failures.push(failure);
    options.onPhoto?.(photos.length, album.photos.length);
  }
  for (const { path, reason } of reader.earlier) {
    if (path === undefined) continue;
    yield pictureBlock(photos.push(unreadable([path], [], reason)) - 1, []);
  }
  const shown = pairs.flatMap((pair) => pairOf(pair, placeOf));
  yield pageEnd(reviewAlbum(album, faces, photos, shown, options), files);
}

/** Best first, whatever the order of the photos. */
function byQuality(a: AlbumFace, b: AlbumFace): number {
  return b.quality - a.quality || (a.id < b.id ? -1 : 1);
}

async function drawPhoto(
  photo: AlbumPhoto,
  reader: AlbumReader,
  placeOf: ReadonlyMap<string, number>,
  large: ReadonlySet<string>,
  { thumbnailSize }: PageOptions,
): Promise<PagePhoto> {
  const { paths, ownFaces, header } = photo;
  const faces = ownFaces.map(({ id }) => placeOf.get(id)!);
  const wanted = ownFaces.map(({ id, box }) => ({ box, side: large.has(id) ? LARGE_SIDE : FACE_SIDE }));
  try {
    const open = await reader.open(photo);
    const shrunk = await decodeFor(open, wanted, thumbnailSize);
    const drawn = [thumbnail(shrunk, thumbnailSize), ...wanted.map((face) => portrait(shrunk, face))];
    const pictures = await Promise.all(drawn.map(async (picture) => (await picture).webp(WEBP).toBuffer()));
    return { photo: { ...sizeOf(shrunk), paths, faces, ...takenAt(open.record.takenAt) }, pictures };
  } catch (thrown) {
    const failure = noPicture(thrown, photo.path);
    const known = { ...unreadable(paths, faces, failure.reason), ...takenAt(header?.takenAt) };
    return { photo: known, pictures: [], failure };
  }
}

function sizeOf({ width, height }: ShrunkPhoto): Pick<ReviewPhoto, "width" | "height"> {
  return { width, height };
}

function takenAt(date: string | undefined): Pick<ReviewPhoto, "takenAt"> {
  return date === undefined ? {} : { takenAt: date };
}

function unreadable(paths: readonly string[], faces: readonly number[], problem: string): ReviewPhoto {
  return { paths, width: 0, height: 0, faces, problem };
}

function pairOf(pair: FacePair, placeOf: ReadonlyMap<string, number>): ReviewPair[] {
  const [a, b] = pair.faces.map((id) => placeOf.get(id));
  if (a === undefined || b === undefined) return [];
  const { type, similarity } = pair;
  return [{ type, faces: [a, b], ...(similarity === undefined ? {} : { similarity }) }];
}

function reviewAlbum(
  album: Album,
  faces: readonly AlbumFace[],
  photos: readonly ReviewPhoto[],
  pairs: readonly ReviewPair[],
  { title, constraints }: PageOptions,
): ReviewAlbum {
  const people = album.people.map(({ name }) => name);
  const placeOf = new Map(people.map((name, place) => [name, place]));
  return {
    title,
    photos,
    faces: faces.map(({ id, photo, box, person }) => ({
      id,
      photo,
      ...(box === undefined ? {} : { box: box.map(Math.round) as typeof box }),
      person: person === undefined ? NOBODY_HERE : placeOf.get(person)!,
    })),
    people,
    pairs,
    constraints,
  };
}
