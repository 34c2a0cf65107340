/**
 * Gives people ids that nobody had before.
 * @module
 */
import type { Crowd } from "./crowd.ts";

/** Where the numbering of people stands. */
export interface Numbering {
  /** The lowest number that no id has had yet. */
  readonly next: number;
  /** How many digits ids have at least. */
  readonly width: number;
}

/** The numbering before the first person. */
export const FIRST_NUMBER: Numbering = { next: 1, width: 4 };

/**
 * Gives every person without an id the next one: first the people that grouping found, in their
 * order, then those that corrections founded, largest first. A person whose faces all left uses up
 * a number like any other, so that no correction changes the ids of people whom it does not
 * concern. An id never equals a name.
 *
 * @param grouped How many of the people grouping found; the others were founded.
 * @returns The numbering for the next run.
 */
export function giveIds(crowd: Crowd, grouped: number, { next, width }: Numbering): Numbering {
  const nameless = [...crowd.people.keys()].filter((person) => crowd.people[person]!.id === undefined);
  const ranked = [...nameless.filter((person) => person < grouped), ...founded(crowd, nameless, grouped)];
  const taken = new Set(crowd.people.map(({ name }) => name));
  const digits = Math.max(width, String(next + ranked.length - 1).length);
  let number = next;
  for (const person of ranked) {
    let id: string;
    do id = `person-${String(number++).padStart(digits, "0")}`;
    while (taken.has(id));
    crowd.people[person]!.id = id;
  }
  return { next: number, width: digits };
}

function founded(crowd: Crowd, people: readonly number[], grouped: number): number[] {
  const firstRow = (person: number) => crowd.people[person]!.rows.values().next().value ?? -1;
  return people
    .filter((person) => person >= grouped)
    .sort((a, b) => crowd.sizeOf(b) - crowd.sizeOf(a) || firstRow(a) - firstRow(b));
}
