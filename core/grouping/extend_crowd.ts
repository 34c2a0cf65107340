/**
 * Goes on from the people of earlier runs: those stay, and new faces find their place among them.
 * @module
 */
import { applyNames } from "./apply_names.ts";
import type { Candidates } from "./candidates.ts";
import type { ConstraintSet } from "./constraint_set.ts";
import { placeBlocks } from "./corrections.ts";
import { Crowd, NOBODY } from "./crowd.ts";
import { type ExtendedPerson, extendPeople } from "./extend_people.ts";
import type { RememberedPeople } from "./group_state.ts";
import type { PartitionSettings } from "./partition.ts";
import type { PlacedBlock } from "./placed_block.ts";
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
  { ids, vectors }: Candidates,
  before: RememberedPeople,
  { threshold }: PartitionSettings,
  constraints: ConstraintSet,
  blocks: SimilarityBlocks,
  note: (message: string) => void,
): Promise<{ crowd: Crowd; threshold: number }> {
  const crowd = new Crowd(ids, vectors, recallPeople(before.people, ids, vectors));
  const placed = placeBlocks(crowd, constraints);
  applyNames(crowd, placed, constraints.apart);
  const fresh = [...ids.keys()].filter(
    (row) => crowd.personOf(row) === NOBODY && !constraints.ignored.has(ids[row]!),
  );
  const apart = partedPeople(crowd, placed, constraints.apart);
  const clusters = await extendPeople(crowd, fresh, threshold, apart, blocks);
  const merges = clusters.flatMap((cluster) => joinPeople(crowd, cluster));
  const newcomers = clusters.filter(({ people }) => people.length === 0).map(({ rows }) => rows);
  newcomers.sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  for (const rows of newcomers) crowd.move(rows, crowd.found());
  noteMerges(merges, note);
  return { crowd, threshold };
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
  const [into, ...others] = [...people].sort((a, b) => sizes.get(b)! - sizes.get(a)! || a - b);
  if (into === undefined) return [];
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
