/**
 * What to keep of people for the next run.
 * @module
 */
import type { Crowd } from "./crowd.ts";
import type { RememberedPeople, RememberedPerson } from "./group_state.ts";
import type { PartitionSettings } from "./partition.ts";
import type { Numbering } from "./person_ids.ts";
import { sumOfRows } from "./rows.ts";

/** Settings in words, equal where the settings are: `threshold 0.5`. */
export function settingsText({ threshold, onePerPhoto }: PartitionSettings): string {
  return `${onePerPhoto ? "onePerPhoto true, " : ""}threshold ${threshold}`;
}

/**
 * Everybody who has faces, in the order of their ids.
 *
 * @param settings How the people were grouped, as {@linkcode settingsText} has it.
 * @param forget Leave out faces that are not in the album.
 */
export function rememberPeople(
  crowd: Crowd,
  embedder: string | undefined,
  settings: string,
  { next, width }: Numbering,
  forget: boolean,
): RememberedPeople {
  const people: RememberedPerson[] = [];
  for (const { id, name, rows, absent } of crowd.people) {
    const others = forget ? undefined : absent;
    if (rows.size === 0 && others === undefined) continue;
    const faces = [...[...rows].map((row) => crowd.ids[row]!), ...(others?.faces ?? [])].sort();
    const sum = Float32Array.from(sumOfRows(crowd.vectors, rows, others?.sum));
    people.push({ id: id!, ...(name === undefined ? {} : { name }), faces, sum });
  }
  people.sort((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
  return {
    embedder,
    dimension: crowd.vectors.dimension,
    settings,
    next,
    width,
    people,
  };
}
