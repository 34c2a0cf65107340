/**
 * What is unusual about a run of `place` and may not be meant.
 * @module
 */
import { dirname, resolve, sep } from "node:path";
import type { PlaceablePhoto } from "../../core/mod.ts";
import type { PlaceSettings } from "./options.ts";

/** Sentences for people, before anything is placed. */
export function odditiesOf(
  photos: readonly PlaceablePhoto[],
  { root, unknown, noFaces }: Pick<PlaceSettings, "root" | "unknown" | "noFaces">,
): string[] {
  const notes: string[] = [];
  const nobody = photos.every(({ persons }) => persons.size === 0);
  if (photos.length > 0 && nobody && !unknown && !noFaces)
    notes.push("no face of these photos has a person, so none is placed; group gives faces their persons");
  // Photos of the current folder were often named one by one: a folder made beside them is no oddity.
  const folders = new Set(photos.map(({ path }) => dirname(path)).filter((folder) => folder !== "."));
  const inside = [...folders].some((folder) => overlap(resolve(root), resolve(folder)));
  if (inside)
    notes.push(
      `${root} lies among the photos: the next scan finds what is placed there too, unless it leaves it out`,
    );
  return notes;
}

/** True where one of two folders is the other one, or inside of it. */
function overlap(a: string, b: string): boolean {
  const [outer, inner] = a.length < b.length ? [a, b] : [b, a];
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
