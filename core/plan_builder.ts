/**
 * Builds the plan of a placement: folders and files with names that nobody else has.
 * @module
 */
import { basename } from "node:path";
import { type Layout, photoValues } from "./layout.ts";
import {
  type PlaceablePhoto,
  type PlacementPlan,
  type PlannedContent,
  type PlannedFile,
  SPECIAL_FOLDERS,
  type SpecialFolder,
} from "./placement_plan.ts";
import { type FolderDraft, type FolderOwner, FolderTree, hashName, pathOf } from "./plan_folders.ts";
import { assignNames, foldName, type NameParts, safeName, splitName } from "./safe_names.ts";

const SPECIAL_NAMES: readonly string[] = Object.values(SPECIAL_FOLDERS);
const REPRESENTATIVE = "_representative";

/** Takes photos into folders one by one, and names everything in the end. */
export class PlanBuilder {
  readonly #photos: readonly PlaceablePhoto[];
  readonly #layout: Layout;
  /** Names of the photos, made safe. */
  readonly #parts: readonly NameParts[];
  readonly #contents = new Map<string, PlannedContent>();
  readonly #persons: ReadonlyMap<string, FolderOwner>;
  readonly #tree = new FolderTree();
  /** The files of each person's folder, also where they are in folders inside it. */
  readonly #portraits = new Map<FolderDraft, PlannedFile[]>();

  /** @param photos All photos; other methods take them by index. */
  constructor(photos: readonly PlaceablePhoto[], layout: Layout) {
    this.#photos = photos;
    this.#layout = layout;
    this.#parts = photos.map(({ path }) => fileParts(path));
    this.#persons = ownersOf(photos);
    photos.forEach(({ sha256 }, index) => {
      const content = this.#contents.get(sha256);
      if (content === undefined) this.#contents.set(sha256, { sha256, photos: [index], files: [] });
      else content.photos.push(index);
    });
  }

  /** Puts a photo into a person's folder. */
  placeWith(index: number, person: string): void {
    this.#place(index, this.#persons.get(person)!);
  }

  /** Puts a photo into a folder that stands for no person. */
  placeAside(index: number, special: SpecialFolder): void {
    this.#place(index, { person: undefined, special, label: special, stem: special });
  }

  #place(index: number, owner: FolderOwner): void {
    const { sha256, header } = this.#photos[index]!;
    const { stem, extension } = this.#parts[index]!;
    const values = { ...photoValues(header), person: owner.label, name: stem, ext: extension.slice(1) };
    let folder: FolderDraft | undefined;
    let personal: FolderDraft | undefined;
    for (const { name, isPerson } of this.#layout.folders(values)) {
      const isOwners = isPerson || personal !== undefined;
      folder = this.#tree.folder(folder, name, isOwners ? owner : undefined);
      if (isPerson) personal = folder;
    }
    const parts = { stem: asPhoto(this.#layout.file(values)), extension };
    const file = folder!.bySha256.get(sha256);
    if (file !== undefined) {
      if (!file.photos.includes(index)) file.photos.push(index);
      file.wanted.push(parts);
      return;
    }
    const added = this.#addFile(folder!, sha256, parts, [index]);
    folder!.bySha256.set(sha256, added);
    if (personal?.person !== undefined) listIn(this.#portraits, personal).push(added);
  }

  #addFile(folder: FolderDraft, sha256: string, parts: NameParts, photos: number[]): PlannedFile {
    const file = { folder, sha256, name: parts.stem + parts.extension, wanted: [parts], photos };
    folder.files.push(file);
    this.#contents.get(sha256)!.files.push(file);
    return file;
  }

  /** Puts the photo with a person's best face into the person's folder once more. */
  placeRepresentatives(): void {
    for (const [folder, files] of this.#portraits) {
      const best = files
        .flatMap((file) => file.photos.map((index) => this.#photos[index]!))
        .reduce((a, b) => (isBetterPortrait(b, a, folder.person!) ? b : a));
      const { photos } = files.find(({ sha256 }) => sha256 === best.sha256)!;
      const extension = fileParts(best.path).extension.toLowerCase();
      this.#addFile(folder, best.sha256, { stem: REPRESENTATIVE, extension }, [...photos]);
    }
  }

  /** The plan of everything that was put into folders. */
  finish(): PlacementPlan {
    const folders = [...this.#tree.all()];
    for (const folder of folders) nameFiles(folder);
    const contents = [...this.#contents.values()];
    for (const { files } of contents) files.sort(compareFiles);
    return { folders, contents };
  }
}

/** Everybody on some photo, with a name for their folder that nobody else has. */
function ownersOf(photos: readonly PlaceablePhoto[]): Map<string, FolderOwner> {
  const persons = [...new Set(photos.flatMap((photo) => [...photo.persons.keys()]))].sort(compare);
  const wanted = persons.map((person) => {
    const stem = safeName(person);
    return { stem, extension: "", hash: hashName(person), plain: stem === person.normalize("NFC") };
  });
  const labels = assignNames(wanted, (folded) => SPECIAL_NAMES.includes(folded));
  return new Map(
    persons.map((person, i) => {
      return [person, { person, special: undefined, label: labels[i]!, stem: wanted[i]!.stem }];
    }),
  );
}

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
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

/** A photo's own name made safe. */
function fileParts(path: string): NameParts {
  const { stem, extension } = splitName(safeName(basename(path)));
  return { stem: asPhoto(stem), extension };
}

/** No photo may pass for a representative. */
function asPhoto(stem: string): string {
  return foldName(stem) === REPRESENTATIVE ? `${stem}_` : stem;
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
  return compare(pathOf(a.folder), pathOf(b.folder)) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
