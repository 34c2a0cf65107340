/**
 * Goes on from the people of earlier runs: those stay, and new faces find their place among them.
 * @module
 */
import { applyNames } from "./apply_names.ts";
import { type Candidates, NO_PHOTO } from "./candidates.ts";
import type { ConstraintSet } from "./constraint_set.ts";
import { placeBlocks } from "./corrections.ts";
import { Crowd, NOBODY } from "./crowd.ts";
import { extendAuto } from "./extend_auto.ts";
import { type ExtendedPerson, extendPeople } from "./extend_people.ts";
import type { RememberedPeople } from "./group_state.ts";
import type { PartitionSettings } from "./partition.ts";
import { groupedBy, type PlacedBlock } from "./placed_block.ts";
import { recallPeople } from "./recall.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Pair } from "./unit_linkage.ts";

/** How many merges a note lists. */
const SHOWN_MERGES = 5;

/**
 * The people of earlier runs with the new faces of the album. Faces that are ignored count for
 * nothing, so that they cannot make one person of two.
 */
export async function extendCrowd(
  candidates: Candidates,
  before: RememberedPeople,
  settings: PartitionSettings,
  constraints: ConstraintSet,
  blocks: SimilarityBlocks,
  note: (message: string) => void,
): Promise<{ crowd: Crowd; threshold: number }> {
  const { ids, vectors, photos } = candidates;
  const crowd = new Crowd(ids, vectors, recallPeople(before.people, ids, vectors));
  const placed = placeBlocks(crowd, constraints);
  applyNames(crowd, placed, constraints.apart);
  const fresh = [...ids.keys()].filter(
    (row) => crowd.personOf(row) === NOBODY && !constraints.ignored.has(ids[row]!),
  );
  const apart = partedPeople(crowd, placed, constraints.apart);
  if (settings.onePerPhoto) for (const pair of peopleOfOnePhoto(crowd, photos)) apart.push(pair);
  const merges: string[] = [];
  const join = (clusters: readonly ExtendedPerson[]) => {
    for (const cluster of clusters) merges.push(...joinPeople(crowd, cluster));
  };
  let { threshold } = settings;
  if (threshold === "auto") {
    threshold = await extendAuto(crowd, candidates, fresh, settings, apart, blocks, join);
  } else join(await extendPeople(crowd, fresh, threshold, apart, blocks));
  if (settings.onePerPhoto) partFresh(crowd, fresh, photos);
  noteMerges(merges, note);
  return { crowd, threshold };
}

/** People who are on one photo, as pairs; each pair comes once. */
function* peopleOfOnePhoto(crowd: Crowd, photos: Int32Array): Iterable<Pair> {
  const rows = [...photos.keys()].filter((row) => photos[row] !== NO_PHOTO && crowd.personOf(row) !== NOBODY);
  const seen = new Set<number>();
  for (const inPhoto of groupedBy(rows, (row) => photos[row]!).values()) {
    const people = [...new Set(inPhoto.map((row) => crowd.personOf(row)))].sort((a, b) => a - b);
    for (const [i, a] of people.entries()) {
      for (const b of people.slice(i + 1)) {
        const key = a * crowd.people.length + b;
        if (!seen.has(key)) yield [a, b];
        seen.add(key);
      }
    }
  }
}

/** Takes new faces out of a person who is on the same photo already; each is somebody new. */
function partFresh(crowd: Crowd, fresh: readonly number[], photos: Int32Array): void {
  const isFresh = new Set(fresh);
  for (const [person, rows] of groupedBy(fresh, (row) => crowd.personOf(row))) {
    const taken = new Set<number>();
    for (const row of crowd.people[person]!.rows) if (!isFresh.has(row)) taken.add(photos[row]!);
    const fits = crowd.fits(
      person,
      rows.map((row) => [row]),
    );
    const ranked = rows
      .map((row, i) => ({ row, fit: fits[i]! }))
      .sort((a, b) => b.fit - a.fit || a.row - b.row);
    for (const { row } of ranked) {
      const photo = photos[row]!;
      if (photo !== NO_PHOTO && taken.has(photo)) crowd.move([row], crowd.found());
      taken.add(photo);
    }
  }
}

/** The people that constraints part, as pairs. */
function partedPeople(
  crowd: Crowd,
  blocks: readonly PlacedBlock[],
  apart: readonly ReadonlySet<number>[],
): Pair[] {
  const peopleOf = new Map(
    blocks.map(({ number, rows, anchors }) => {
      const people = [...rows.map((row) => crowd.personOf(row)), ...anchors.map((at) => crowd.current(at))];
      return [number, new Set(people.filter((person) => person !== NOBODY))];
    }),
  );
  const pairs: Pair[] = [];
  for (const [block, people] of peopleOf) {
    for (const other of apart[block]!) {
      for (const a of people) for (const b of peopleOf.get(other) ?? []) if (a < b) pairs.push([a, b]);
    }
  }
  return pairs;
}

/** Puts people and new faces that are one together, with the id of the largest; says who became whom. */
function joinPeople(crowd: Crowd, { people, rows }: ExtendedPerson): string[] {
  const sizes = new Map(people.map((person) => [person, crowd.sizeOf(person)]));
  const [into = crowd.found(), ...others] = [...people].sort(
    (a, b) => sizes.get(b)! - sizes.get(a)! || a - b,
  );
  for (const other of others) crowd.merge(into, other);
  crowd.move(rows, into);
  return others.map((other) => `${crowd.people[other]!.id} is ${crowd.people[into]!.id}`);
}

function noteMerges(merges: readonly string[], note: (message: string) => void): void {
  if (merges.length === 0) return;
  const shown = merges.slice(0, SHOWN_MERGES).join(", ");
  const more = merges.length > SHOWN_MERGES ? `, and ${merges.length - SHOWN_MERGES} more` : "";
  note(`new faces show that people are the same: ${shown}${more}`);
}
