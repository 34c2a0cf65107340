/**
 * Gives people the names that constraints give their faces.
 * @module
 */
import { type Crowd, NOBODY } from "./crowd.ts";
import { groupedBy, type PlacedBlock } from "./placed_block.ts";

/** A name that faces of a person were given. */
interface Claim {
  readonly person: number;
  readonly name: string;
  readonly rows: number[];
  /** Faces, those outside the album included. */
  count: number;
}

/**
 * Names people, and makes one person of those with one name.
 *
 * A name that a person brings from an earlier run gives way to one that a constraint of this run
 * gives the person, or gives somebody whom constraints part from the person.
 *
 * @param apart For each block the numbers of those that are other people.
 * @returns The people that have names, by name.
 */
export function applyNames(
  crowd: Crowd,
  blocks: readonly PlacedBlock[],
  apart: readonly ReadonlySet<number>[],
): Map<string, number> {
  for (const [person, claims] of groupedBy(claimsOf(crowd, blocks), (claim) => claim.person)) {
    crowd.people[person]!.name = strongest(crowd, claims).name;
    crowd.people[person]!.isCorrected = true;
  }
  const numbers = [...crowd.people.keys()].filter((person) => crowd.people[person]!.name !== undefined);
  const named = new Map<string, number>();
  for (const [name, people] of groupedBy(numbers, (person) => crowd.people[person]!.name!)) {
    named.set(name, mergeNamesakes(crowd, people, blocks, apart));
  }
  return named;
}

/** Every name that faces of a person were given themselves. */
function claimsOf(crowd: Crowd, blocks: readonly PlacedBlock[]): Claim[] {
  const claims = new Map<string, Claim>();
  const claim = (person: number, name: string): Claim => {
    const key = `${person} ${name}`;
    const known = claims.get(key) ?? { person, name, rows: [], count: 0 };
    known.count++;
    claims.set(key, known);
    return known;
  };
  for (const { name, namedRows, namedAnchors } of blocks) {
    if (name === undefined) continue;
    for (const person of namedAnchors) claim(person, name);
    for (const row of namedRows) {
      const person = crowd.personOf(row);
      if (person !== NOBODY) claim(person, name).rows.push(row);
    }
  }
  return [...claims.values()];
}

/** The claim of most faces; of equals the one whose faces fit the person better, then the first by name. */
function strongest(crowd: Crowd, claims: readonly Claim[]): Claim {
  if (claims.length === 1) return claims[0]!;
  const fits = crowd.fits(
    claims[0]!.person,
    claims.map(({ rows }) => rows),
  );
  const ranked = claims.map((claim, i) => ({ claim, fit: fits[i]! }));
  ranked.sort(
    (a, b) => b.claim.count - a.claim.count || b.fit - a.fit || (a.claim.name < b.claim.name ? -1 : 1),
  );
  return ranked[0]!.claim;
}

/** Makes one person of those with one name and returns its number: that of the largest. */
function mergeNamesakes(
  crowd: Crowd,
  people: number[],
  blocks: readonly PlacedBlock[],
  apart: readonly ReadonlySet<number>[],
): number {
  const sizes = new Map(people.map((person) => [person, crowd.sizeOf(person)]));
  const corrected = people.filter((person) => crowd.people[person]!.isCorrected);
  const ranked = people.sort((a, b) => sizes.get(b)! - sizes.get(a)! || a - b);
  const [first = NOBODY, ...others] = ranked.filter((person) => {
    if (crowd.people[person]!.isCorrected) return true;
    if (!corrected.some((other) => arePartedBlocks(crowd, blocks, apart, person, other))) return true;
    crowd.people[person]!.name = undefined;
    return false;
  });
  for (const other of others) crowd.merge(first, other);
  if (corrected.length > 0) crowd.people[first]!.isCorrected = true;
  return first;
}

/** Whether constraints part a face of one person from a face of the other. */
export function arePartedBlocks(
  crowd: Crowd,
  blocks: readonly PlacedBlock[],
  apart: readonly ReadonlySet<number>[],
  person: number,
  other: number,
): boolean {
  const within = (target: number) =>
    blocks.filter(({ rows, anchors }) => {
      return (
        rows.some((row) => crowd.personOf(row) === target) ||
        anchors.some((anchor) => crowd.current(anchor) === target)
      );
    });
  const others = within(other);
  return within(person).some(({ number }) => others.some((block) => apart[number]!.has(block.number)));
}
