/**
 * What `place` said of each photo in each folder, the last word counting.
 * @module
 */
import { SPECIAL_FOLDERS, type SpecialFolder } from "../placement_plan.ts";

/** A file that `place` made. */
export interface PlacedFile {
  /** From the folder that it placed into, with slashes. */
  readonly path: string;
  readonly sha256: string;
  /** Whose folder it is in; absent for folders that stand for no person. */
  readonly person?: string;
  readonly special?: SpecialFolder;
  /** Ids of the person's faces in the photo, or of all where no person is meant. */
  readonly faces: readonly string[];
  /** False where the run was cut short, so that the file may never have been there. */
  readonly isCertain: boolean;
}

/** A photo in a folder: its faces are what the folder says of them. */
export interface Entry {
  readonly folder: string;
  readonly sha256: string;
  readonly special: SpecialFolder | undefined;
  /** Whose folder it was; the folder's name is what of that can be a name of a file. */
  person: string | undefined;
  /** Ascending. */
  faces: string[];
  /** Where it was placed. */
  readonly paths: Set<string>;
  isCertain: boolean;
}

const REPRESENTATIVE = /^_representative(?:-[0-9a-f-]+)?(?:\.[^.]*)?$/u;

/** Whether a file is a photo once more, which says nothing about who is where. */
export function isRepresentative(path: string): boolean {
  return REPRESENTATIVE.test(path.slice(path.lastIndexOf("/") + 1));
}

/** The folder of a path that stands for a person; undefined for a file that is in none. */
export function folderOf(path: string): string | undefined {
  const end = path.indexOf("/");
  return end < 0 ? undefined : path.slice(0, end);
}

/** The entries of folders that stand for a person or for nobody (`unknown`), in the order of placing. */
export function entriesOf(placed: readonly PlacedFile[]): Entry[] {
  const entries = new Map<string, Entry>();
  const lastOf = new Map<string, Entry>();
  for (const file of placed) {
    const folder = folderOf(file.path);
    const isPerson = file.special === undefined || file.special === SPECIAL_FOLDERS.unknown;
    if (folder === undefined || !isPerson || isRepresentative(file.path)) continue;
    const entry = entryOf(entries, folder, file);
    for (const face of file.faces) lastOf.set(face, entry);
  }
  for (const entry of entries.values()) entry.faces = [];
  for (const [face, entry] of lastOf) entry.faces.push(face);
  for (const entry of entries.values()) entry.faces.sort();
  return [...entries.values()].filter(({ faces }) => faces.length > 0);
}

function entryOf(entries: Map<string, Entry>, folder: string, file: PlacedFile): Entry {
  const { sha256, special, path, isCertain } = file;
  const key = `${sha256}${folder}`;
  const known = entries.get(key) ?? {
    folder,
    sha256,
    special,
    person: undefined,
    faces: [],
    paths: new Set(),
    isCertain: false,
  };
  known.person = file.person;
  known.paths.add(path);
  known.isCertain ||= isCertain;
  entries.set(key, known);
  return known;
}

/** Items by a key, in their order. */
export function listsBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const item of items) {
    const list = lists.get(keyOf(item));
    if (list) list.push(item);
    else lists.set(keyOf(item), [item]);
  }
  return lists;
}
