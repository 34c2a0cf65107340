/**
 * What other programs said of faces, as far as no correction says something else.
 * @module
 */
import { nameFaces, type RegionNames } from "../regions/name_faces.ts";
import { ConstraintSet } from "./constraint_set.ts";
import type { Constraint } from "./constraints.ts";
import type { Gathered } from "./gathered.ts";
import type { PeopleOptions } from "./people_settings.ts";

/** How many names that cannot be used are told one by one. */
const SHOWN = 3;

/**
 * The constraints, and the names that the regions of photos give to faces which they do not mention.
 *
 * @param options The constraints as given, and who is told how many names were found.
 * @param set The same constraints, checked.
 */
export function withRegionNames(
  gathered: Gathered,
  { constraints = [], note = () => {} }: Pick<PeopleOptions, "constraints" | "note">,
  set: ConstraintSet,
): { readonly constraints: readonly Constraint[]; readonly set: ConstraintSet } {
  const found = nameFaces(gathered.records, (id) => gathered.has(id) && !set.mentions(id));
  if (found.regions === 0) return { constraints, set };
  for (const text of notesOf(found)) note(text);
  const all = [...constraints, ...found.names];
  return { constraints: all, set: new ConstraintSet(all) };
}

function notesOf({ names, regions, unmatched, refused }: RegionNames): string[] {
  const missing = unmatched === 0 ? "" : `; ${unmatched} ${unmatched === 1 ? "lies" : "lie"} on no face`;
  const more = refused.length - SHOWN;
  return [
    `regions with a name: ${regions}; faces that they name: ${names.length}${missing}`,
    ...refused.slice(0, SHOWN).map((why) => `a region of ${why}`),
    ...(more > 0 ? [`${more} more regions have names that cannot be used`] : []),
  ];
}
