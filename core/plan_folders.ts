/**
 * The folders of a plan, as a tree.
 * @module
 */
import { createHash } from "node:crypto";
import type { PlannedFile, PlannedFolder, SpecialFolder } from "./placement_plan.ts";
import { alternativeNames, foldName } from "./safe_names.ts";

/** Whose photos a folder holds. */
export interface FolderOwner {
  readonly person: string | undefined;
  readonly special: SpecialFolder | undefined;
  /** What the folder is called in names. */
  readonly label: string;
  /** The name from which the label was made, safe but not yet unlike all others. */
  readonly stem: string;
}

/** A folder while the plan is made. */
export interface FolderDraft extends PlannedFolder {
  name: string;
  stem: string;
  hash: string;
  readonly parent: FolderDraft | undefined;
  readonly bySha256: Map<string, PlannedFile>;
}

/** Finds and makes folders. Names that some file system takes for one name are one folder. */
export class FolderTree {
  readonly #folders = new Map<FolderDraft | undefined, Map<string, FolderDraft>>();

  /**
   * A folder in another.
   *
   * @param owner Whose it is, where that is one person's or one special folder's.
   */
  folder(parent: FolderDraft | undefined, wanted: string, owner: FolderOwner | undefined): FolderDraft {
    const siblings = this.#folders.get(parent) ?? new Map<string, FolderDraft>();
    this.#folders.set(parent, siblings);
    const hash = hashName(wanted);
    const name = alternativeNames({ stem: wanted, extension: "" }, hash).next().value;
    const key = `${foldName(name)}/${owner?.person ?? ""}/${owner?.special ?? ""}`;
    const known = siblings.get(key) ?? draft(parent, owner, { name, stem: wanted, hash });
    siblings.set(key, known);
    // Of names that differ by case alone the first, whatever the order in which they come.
    if (name < known.name) Object.assign(known, { name, stem: wanted, hash });
    return known;
  }

  /** All folders, outer ones first, each level by name. */
  *all(parent?: FolderDraft): Generator<FolderDraft> {
    const siblings = [...(this.#folders.get(parent)?.values() ?? [])];
    siblings.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
    yield* siblings;
    for (const folder of siblings) yield* this.all(folder);
  }
}

function draft(
  parent: FolderDraft | undefined,
  owner: FolderOwner | undefined,
  naming: Pick<FolderDraft, "name" | "stem" | "hash">,
): FolderDraft {
  const isOwners = owner !== undefined && naming.name === owner.label;
  return {
    ...naming,
    ...(isOwners ? { stem: owner.stem, hash: hashName(owner.person ?? owner.label) } : {}),
    extension: "",
    parent,
    person: owner?.person,
    special: owner?.special,
    files: [],
    bySha256: new Map(),
  };
}

/** The path of a folder of a plan, with slashes. */
export function pathOf({ name, parent }: PlannedFolder): string {
  return parent === undefined ? name : `${pathOf(parent)}/${name}`;
}

/** Of the UTF-16 form, in which even broken names differ. */
export function hashName(name: string): string {
  return createHash("sha256").update(Buffer.from(name, "utf16le")).digest("hex");
}
