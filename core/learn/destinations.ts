/**
 * Where each photo went.
 * @module
 */
import { SPECIAL_FOLDERS } from "../placement_plan.ts";
import type { CurrentFiles } from "./current_files.ts";
import { isSpecial } from "./heirs.ts";
import { type Entry, listsBy } from "./placed_entries.ts";

/** What became of an entry. */
export type Destination =
  /** It is where it was placed, or where its folder is now. */
  | { readonly to: "home"; readonly folder: string }
  /** It was moved to another folder. */
  | { readonly to: "folder"; readonly folder: string }
  /** It was moved to a folder for photos of nobody. */
  | { readonly to: "nobody" }
  /** It is gone. */
  | { readonly to: "gone" }
  /** Something was done that can mean several things. */
  | { readonly to: "unclear"; readonly why: string };

/** What became of each entry, and the folders that got a photo of which all entries stayed. */
export interface Destinations {
  readonly of: ReadonlyMap<Entry, Destination>;
  readonly copies: readonly { readonly sha256: string; readonly folder: string }[];
}

/** Decides for all entries, one content after the other. */
export function destinationsOf(
  entries: readonly Entry[],
  heirs: ReadonlyMap<string, string>,
  files: CurrentFiles,
): Destinations {
  const of = new Map<Entry, Destination>();
  const copies: { sha256: string; folder: string }[] = [];
  for (const [sha256, own] of listsBy(entries, ({ sha256 }) => sha256)) {
    const homes = new Set<string>();
    for (const entry of own) {
      const heir = heirs.get(entry.folder);
      if (heir === undefined || !files.holds(heir, entry)) continue;
      of.set(entry, { to: "home", folder: heir });
      homes.add(heir);
    }
    const lost = own.filter((entry) => !of.has(entry));
    const others = [...files.foldersWith(sha256)].filter((folder) => !homes.has(folder)).sort();
    for (const [entry, destination] of matchLost(lost, others, files)) of.set(entry, destination);
    if (lost.length > 0) continue;
    for (const folder of others) if (!isSpecial(folder)) copies.push({ sha256, folder });
  }
  return { of, copies };
}

/** Which entry that is not at home any more went to which folder that has its photo now. */
function matchLost(
  lost: readonly Entry[],
  others: readonly string[],
  files: CurrentFiles,
): [Entry, Destination][] {
  const matched = new Map<Entry, string>();
  for (const entry of lost) {
    const [folder, ...more] = [...files.foldersOfFile(entry)].filter((name) => others.includes(name));
    if (folder !== undefined && more.length === 0) matched.set(entry, folder);
  }
  const free = others.filter((folder) => ![...matched.values()].includes(folder));
  const open = lost.filter((entry) => !matched.has(entry));
  if (open.length === 1 && free.length === 1) matched.set(open[0]!, free[0]!);
  return lost.map((entry) => {
    const folder = matched.get(entry);
    if (folder !== undefined) return [entry, meaningOf(entry, folder)];
    if (free.length === 0) return [entry, { to: "gone" }];
    const names = free.map((name) => `"${name}"`).join(" and ");
    return [entry, { to: "unclear", why: `it is in ${names} now, and it cannot be told who is meant` }];
  });
}

function meaningOf({ special, faces }: Entry, folder: string): Destination {
  if (folder === SPECIAL_FOLDERS.groupPhotos) {
    return { to: "unclear", why: "it was moved to group_photos, which says nothing about who is on it" };
  }
  if (isSpecial(folder)) return { to: "nobody" };
  if (special !== undefined && faces.length > 1) {
    const why = `it was moved to "${folder}", but it has ${faces.length} faces and any of them may be meant`;
    return { to: "unclear", why };
  }
  return { to: "folder", folder };
}
