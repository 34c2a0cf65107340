/**
 * The contact sheet: one picture, a row for each person.
 * @module
 */
import type { Album, AlbumPerson, Failure } from "../../core/mod.ts";
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

/** Faces of a person, best first. */
const COLUMNS = 10;

/** More rows make a picture that few programs open. */
const MOST_ROWS = 200;

const GAP = 8;
const LABEL_WIDTH = 300;
const ROW_HEIGHT = SHEET_FACE + GAP;
const WIDTH = LABEL_WIDTH + COLUMNS * (SHEET_FACE + GAP);

/** Writes the sheet; yields the error records of photos that cannot be shown. */
export async function* writeSheet(
  out: string,
  album: Album,
  reader: AlbumReader,
  options: DrawingOptions = {},
): AsyncIterable<Failure> {
  expectPeople(album, out);
  await noteFonts(options.onNote);
  const people = album.people.slice(0, MOST_ROWS);
  const wanted = new Set(people.flatMap(({ faces }) => faces.slice(0, COLUMNS).map(({ id }) => id)));
  const pictures = new Map<string, Uint8Array>();
  for await (const cut of cutFaces(album, reader, wanted, options)) {
    for (const [id, picture] of cut.pictures) pictures.set(id, picture);
    if (cut.failure !== undefined) yield cut.failure;
  }
  const rows: Row[] = [await drawRow(WIDTH, GAP, [])];
  for (const person of people) rows.push(await personRow(person, pictures));
  await writeRows(out, WIDTH, rows);
  const left = album.people.length - people.length;
  if (left > 0) {
    options.onNote?.(
      `the picture shows the ${MOST_ROWS} people with most faces; ${left} are left out, and a page has all`,
    );
  }
}

async function personRow(
  { name, faces, photos }: AlbumPerson,
  pictures: ReadonlyMap<string, Uint8Array>,
): Promise<Row> {
  const label = labelSvg(name, countsText(faces.length, photos), LABEL_WIDTH, ROW_HEIGHT - GAP);
  const shown = faces.slice(0, COLUMNS).flatMap(({ id }, column) => {
    const input = pictures.get(id);
    if (input === undefined) return [];
    return [{ input: Buffer.from(input), left: LABEL_WIDTH + column * (SHEET_FACE + GAP), top: 0 }];
  });
  return drawRow(WIDTH, ROW_HEIGHT, [{ input: label, left: 0, top: 0 }, ...shown]);
}
