/**
 * Montages: for each person one picture of all faces.
 * @module
 */
import { createHash } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import {
  type Album,
  type AlbumPerson,
  assignNames,
  type Failure,
  reasonOf,
  safeName,
  storageError,
} from "../../core/mod.ts";
import { makeFolders } from "../make_folders.ts";
import type { AlbumReader } from "./album_reader.ts";
import {
  countsText,
  cutFaces,
  type DrawingOptions,
  expectPeople,
  noteFonts,
  SHEET_FACE,
} from "./cut_faces.ts";
import { labelSvg } from "./label.ts";
import { drawRow, type Row, writeRows } from "./picture_file.ts";

export type { DrawingOptions } from "./cut_faces.ts";

/** Most faces of one picture: a square of 32 by 32. */
const MOST_FACES = 1024;

const GAP = 4;
const CELL = SHEET_FACE + GAP;
const LABEL_HEIGHT = 72;
/** A name needs some room, however few the faces. */
const LEAST_COLUMNS = 4;

/**
 * Writes a picture for each person into a folder; yields the error records of photos that cannot be
 * shown. A person is drawn as soon as the last photo is read; until then a face takes about 6 kB.
 */
export async function* writeMontages(
  folder: string,
  album: Album,
  reader: AlbumReader,
  options: DrawingOptions = {},
): AsyncIterable<Failure> {
  expectPeople(album, folder);
  await noteFonts(options.onNote);
  const montages = montagesOf(folder, album.people);
  const montageOf = new Map(montages.flatMap((montage) => montage.faces.map((id) => [id, montage])));
  for await (const cut of cutFaces(album, reader, new Set(montageOf.keys()), options)) {
    if (cut.failure !== undefined) yield cut.failure;
    for (const id of cut.wanted) {
      const montage = montageOf.get(id)!;
      const picture = cut.pictures.get(id);
      if (picture !== undefined) montage.pictures.set(id, picture);
      if (--montage.due === 0) await drawMontage(montage, options);
    }
  }
}

/**
 * Makes a folder that only its owner can look into, if it is not there.
 *
 * @throws FacepipeError STORAGE_ERROR, exit 6.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder, 0o700);
    await access(folder, constants.W_OK);
  } catch (thrown) {
    throw storageError(`Cannot make folder ${folder}: ${reasonOf(thrown)}`, thrown);
  }
}

/** A picture that is waiting for its faces. */
interface Montage {
  readonly file: string;
  readonly person: AlbumPerson;
  /** Ids, best first. */
  readonly faces: readonly string[];
  readonly pictures: Map<string, Uint8Array>;
  /** Faces that have not come yet. */
  due: number;
}

function montagesOf(folder: string, people: readonly AlbumPerson[]): Montage[] {
  const wishes = people.map(({ name }) => ({
    stem: safeName(name),
    extension: ".png",
    hash: createHash("sha256").update(name).digest("hex"),
    plain: safeName(name) === name,
  }));
  const files = assignNames(wishes, () => false);
  return people.map((person, place) => {
    const faces = person.faces.slice(0, MOST_FACES).map(({ id }) => id);
    return { file: join(folder, files[place]!), person, faces, pictures: new Map(), due: faces.length };
  });
}

async function drawMontage(
  { file, person, faces, pictures }: Montage,
  { onNote }: DrawingOptions,
): Promise<void> {
  const columns = Math.max(LEAST_COLUMNS, Math.ceil(Math.sqrt(faces.length)));
  const width = GAP + columns * CELL;
  const label = labelSvg(person.name, countsText(person.faces.length, person.photos), width, LABEL_HEIGHT);
  const rows: Row[] = [await drawRow(width, LABEL_HEIGHT, [{ input: label, left: 0, top: 0 }])];
  for (let start = 0; start < faces.length; start += columns) {
    const shown = faces.slice(start, start + columns).flatMap((id, column) => {
      const input = pictures.get(id);
      return input === undefined ? [] : [{ input: Buffer.from(input), left: GAP + column * CELL, top: 0 }];
    });
    rows.push(await drawRow(width, CELL, shown));
  }
  await writeRows(file, width, rows);
  pictures.clear();
  const left = person.faces.length - faces.length;
  if (left > 0)
    onNote?.(`${file} shows the best ${MOST_FACES} faces of ${person.name}; ${left} are left out`);
}
