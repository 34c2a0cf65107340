/**
 * Brings faces together that have to be one person.
 * @module
 */
import { type Crowd, NOBODY } from "./crowd.ts";
import { groupedBy, type PlacedBlock } from "./placed_block.ts";

/** A block and the person that all its faces are now. */
export interface HousedBlock extends PlacedBlock {
  readonly home: number;
}

/**
 * Moves the faces of each block to one person. Sizes are those before the first move, so that the
 * order of blocks does not matter.
 *
 * @param named The people that have names, by name; gets the new ones.
 */
export function gatherBlocks(
  crowd: Crowd,
  blocks: readonly PlacedBlock[],
  named: Map<string, number>,
): HousedBlock[] {
  const sizes = crowd.people.map((_, person) => crowd.sizeOf(person));
  const housed = blocks.map((block) => ({ ...block, home: homeOf(crowd, block, named, sizes) }));
  for (const { rows, home } of housed) crowd.move(rows, home);
  return housed;
}

function homeOf(
  crowd: Crowd,
  { name, rows, anchors }: PlacedBlock,
  named: Map<string, number>,
  sizes: readonly number[],
): number {
  if (name !== undefined) {
    const person = named.get(name) ?? crowd.found(name);
    named.set(name, person);
    return person;
  }
  const anchored = new Set(anchors.map((person) => crowd.current(person)));
  const members = groupedBy([...rows.map((row) => crowd.personOf(row)), ...anchored], (person) => person);
  const candidates = [...members].filter(([person]) => person !== NOBODY);
  candidates.sort(
    ([a, ofA], [b, ofB]) =>
      Number(anchored.has(b)) - Number(anchored.has(a)) ||
      Number(crowd.people[b]!.name !== undefined) - Number(crowd.people[a]!.name !== undefined) ||
      sizes[b]! - sizes[a]! ||
      ofB.length - ofA.length ||
      a - b,
  );
  return candidates[0]![0];
}
