/**
 * Builds the plan of a placement: folders and files with names that nobody else has.
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { LedgerPhoto } from "./ledger_photo.ts";
import { assignNames, foldName, type NameParts, safeName, splitName } from "./safe_names.ts";

/** A photo to place: a ledger's photo whose content is known. */
export interface PlaceablePhoto extends LedgerPhoto {
  sha256: string;
}

/** A folder of the plan. */
export interface PlannedFolder extends NameParts {
  /** Its name, unless something else has it already. */
  name: string;
  /** Whose folder it is; undefined for those that stand for no person. */
  readonly person: string | undefined;
  /** Which of the folders without a person it is, if it is one. */
  readonly special: SpecialFolder | undefined;
  /** Tells it from others that would have the same name. */
  readonly hash: string;
  readonly files: PlannedFile[];
}

/** A file of the plan. */
export interface PlannedFile {
  readonly folder: PlannedFolder;
  readonly sha256: string;
  /** Its name, unless something else has it already. */
  name: string;
  /** The names of the photos that it stands for; the first is what {@linkcode name} comes from. */
  wanted: NameParts[];
  /** The photos that it stands for, as indices. */
  readonly photos: number[];
}

/** All photos of one content, with all the files to make of it. */
export interface PlannedContent {
  readonly sha256: string;
  /** Indices, in the order given. */
  readonly photos: number[];
  readonly files: PlannedFile[];
}

/** What is to be placed where. */
export interface PlacementPlan {
  readonly folders: PlannedFolder[];
  /** In the order in which the contents first appear. */
  readonly contents: PlannedContent[];
}

/** Folders of a plan that stand for no person. */
export const SPECIAL_FOLDERS = {
  groupPhotos: "group_photos",
  unknown: "unknown",
  noFaces: "no_faces",
} as const;

/** One of the {@linkcode SPECIAL_FOLDERS}. */
export type SpecialFolder = (typeof SPECIAL_FOLDERS)[keyof typeof SPECIAL_FOLDERS];

const SPECIAL_NAMES: readonly string[] = Object.values(SPECIAL_FOLDERS);
const REPRESENTATIVE = "_representative";

interface FolderDraft extends PlannedFolder {
  readonly bySha256: Map<string, PlannedFile>;
}

/** Takes photos into folders one by one, and names everything in the end. */
export class PlanBuilder {
  readonly #photos: readonly PlaceablePhoto[];
  /** Names of the photos, made safe. */
  readonly #parts: readonly NameParts[];
  readonly #contents = new Map<string, PlannedContent>();
  readonly #persons = new Map<string, FolderDraft>();
  readonly #special = new Map<string, FolderDraft>();

  /** @param photos All photos; other methods take them by index. */
  constructor(photos: readonly PlaceablePhoto[]) {
    this.#photos = photos;
    this.#parts = photos.map(({ path }) => fileParts(path));
    photos.forEach(({ sha256 }, index) => {
      const content = this.#contents.get(sha256);
      if (content === undefined) this.#contents.set(sha256, { sha256, photos: [index], files: [] });
      else content.photos.push(index);
    });
  }

  /** The folder of a person. */
  personFolder(person: string): FolderDraft {
    return this.#folder(this.#persons, person, { person, special: undefined });
  }

  /** A folder that stands for no person. */
  specialFolder(name: SpecialFolder): FolderDraft {
    return this.#folder(this.#special, name, { person: undefined, special: name });
  }

  #folder(
    folders: Map<string, FolderDraft>,
    key: string,
    meaning: Pick<PlannedFolder, "person" | "special">,
  ): FolderDraft {
    const known = folders.get(key);
    if (known !== undefined) return known;
    const stem = meaning.person === undefined ? key : safeName(key);
    const hash = hashName(key);
    const folder = { name: key, stem, extension: "", hash, files: [], ...meaning, bySha256: new Map() };
    folders.set(key, folder);
    return folder;
  }

  /** Puts a photo into a folder. */
  place(index: number, folder: FolderDraft): void {
    const { sha256 } = this.#photos[index]!;
    const parts = this.#parts[index]!;
    const file = folder.bySha256.get(sha256);
    if (file === undefined) {
      folder.bySha256.set(sha256, this.#addFile(folder, sha256, parts, [index]));
      return;
    }
    file.photos.push(index);
    file.wanted.push(parts);
  }

  #addFile(folder: FolderDraft, sha256: string, parts: NameParts, photos: number[]): PlannedFile {
    const file = { folder, sha256, name: parts.stem + parts.extension, wanted: [parts], photos };
    folder.files.push(file);
    this.#contents.get(sha256)!.files.push(file);
    return file;
  }

  /** Puts the photo with a person's best face into the person's folder once more. */
  placeRepresentatives(): void {
    for (const folder of this.#persons.values()) {
      const best = folder.files
        .flatMap((file) => file.photos.map((index) => this.#photos[index]!))
        .reduce((a, b) => (isBetterPortrait(b, a, folder.person!) ? b : a));
      const { photos } = folder.bySha256.get(best.sha256)!;
      const extension = fileParts(best.path).extension.toLowerCase();
      this.#addFile(folder, best.sha256, { stem: REPRESENTATIVE, extension }, [...photos]);
    }
  }

  /** The plan of everything that was put into folders. */
  finish(): PlacementPlan {
    const persons = [...this.#persons.values()].sort((a, b) => compare(a.person!, b.person!));
    const wanted = persons.map(({ stem, extension, hash, person }) => {
      return { stem, extension, hash, plain: stem === person!.normalize("NFC") };
    });
    const names = assignNames(wanted, (folded) => SPECIAL_NAMES.includes(folded));
    persons.forEach((folder, index) => {
      folder.name = names[index]!;
    });
    const folders = [...persons, ...this.#special.values()];
    for (const folder of folders) nameFiles(folder);
    const contents = [...this.#contents.values()];
    for (const { files } of contents) files.sort(compareFiles);
    return { folders, contents };
  }
}

function nameFiles(folder: FolderDraft): void {
  const files = [...folder.bySha256.values()].sort((a, b) => compare(a.sha256, b.sha256));
  for (const file of files) if (file.wanted.length > 1) file.wanted = distinctParts(file.wanted);
  const wanted = files.map(({ wanted: [parts], sha256 }) => ({ ...parts!, hash: sha256, plain: true }));
  const names = assignNames(wanted, () => false);
  files.forEach((file, index) => {
    file.name = names[index]!;
  });
}

/** A photo's own name made safe; no photo may pass for a representative. */
function fileParts(path: string): NameParts {
  const { stem, extension } = splitName(safeName(basename(path)));
  return { stem: foldName(stem) === REPRESENTATIVE ? `${stem}_` : stem, extension };
}

function distinctParts(list: readonly NameParts[]): NameParts[] {
  const byName = new Map(list.map((parts) => [parts.stem + parts.extension, parts]));
  return [...byName.keys()].sort().map((name) => byName.get(name)!);
}

function isBetterPortrait(a: PlaceablePhoto, b: PlaceablePhoto, person: string): boolean {
  const gain = a.persons.get(person)! - b.persons.get(person)!;
  return gain > 0 || (gain === 0 && (compare(a.sha256, b.sha256) || compare(a.path, b.path)) < 0);
}

function compareFiles(a: PlannedFile, b: PlannedFile): number {
  return compare(a.folder.name, b.folder.name) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Of the UTF-16 form, in which even broken names differ. */
function hashName(name: string): string {
  return createHash("sha256").update(Buffer.from(name, "utf16le")).digest("hex");
}
