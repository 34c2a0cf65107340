/**
 * Takes faces out of a person whom they are not.
 * @module
 */
import { type Crowd, NOBODY } from "./crowd.ts";
import { dot } from "./dot_products.ts";
import type { HousedBlock } from "./gather_blocks.ts";
import { groupedBy } from "./placed_block.ts";
import { sumOfRows } from "./rows.ts";

/**
 * Moves blocks until no two that have to be apart are one person. Blocks with a name and faces
 * outside the album stay.
 *
 * @param apart For each block the numbers of those that are other people.
 * @param threshold Mean similarity from which a block may join another person.
 */
export function partBlocks(
  crowd: Crowd,
  blocks: readonly HousedBlock[],
  apart: readonly ReadonlySet<number>[],
  threshold: number,
): void {
  const guests = new Map<number, Set<number>>();
  const leaving: HousedBlock[] = [];
  for (const [person, inside] of groupedBy(blocks, ({ home }) => home)) {
    const stay = stayingBlocks(crowd, person, inside, apart);
    guests.set(person, new Set([...stay].map(({ number }) => number)));
    leaving.push(...inside.filter((block) => !stay.has(block)));
  }
  for (const { rows } of leaving) crowd.move(rows, NOBODY);
  for (const block of leaving.sort((a, b) => a.number - b.number)) {
    const isAllowed = (person: number) => {
      return [...(guests.get(person) ?? [])].every((guest) => !apart[block.number]!.has(guest));
    };
    const person = bestPerson(crowd, block.rows, isAllowed, threshold) ?? crowd.found();
    crowd.move(block.rows, person);
    guests.set(person, (guests.get(person) ?? new Set()).add(block.number));
  }
}

/** The blocks that stay with a person: the better they fit, the sooner they are asked. */
function stayingBlocks(
  crowd: Crowd,
  person: number,
  inside: readonly HousedBlock[],
  apart: readonly ReadonlySet<number>[],
): Set<HousedBlock> {
  const here = new Set(inside.map(({ number }) => number));
  const disputed = inside.filter(({ number }) => [...apart[number]!].some((other) => here.has(other)));
  const stay = new Set(inside);
  const fits = crowd.fits(
    person,
    disputed.map(({ rows }) => rows),
  );
  const ranked = disputed.map((block, i) => ({ block, fit: fits[i]! }));
  ranked.sort(
    (a, b) =>
      Number(isFixed(b.block)) - Number(isFixed(a.block)) ||
      b.fit - a.fit ||
      b.block.rows.length - a.block.rows.length ||
      a.block.number - b.block.number,
  );
  for (const { block } of ranked) stay.delete(block);
  for (const { block } of ranked) {
    const clashes = [...stay].some(({ number }) => apart[block.number]!.has(number));
    if (!clashes || isFixed(block)) stay.add(block);
  }
  return stay;
}

function isFixed({ name, anchors }: HousedBlock): boolean {
  return name !== undefined || anchors.length > 0;
}

/** The allowed person with the highest mean similarity to the faces, if it reaches the threshold. */
function bestPerson(
  crowd: Crowd,
  rows: readonly number[],
  isAllowed: (person: number) => boolean,
  threshold: number,
): number | undefined {
  const { dimension } = crowd.vectors;
  const sum = sumOfRows(crowd.vectors, rows);
  let best: number | undefined;
  let highest = threshold;
  for (const person of crowd.people.keys()) {
    const size = crowd.sizeOf(person);
    if (size === 0 || !isAllowed(person)) continue;
    const similarity = dot(sum, 0, crowd.sumOf(person), 0, dimension) / (rows.length * size);
    if (similarity > highest || (similarity === highest && best === undefined)) {
      best = person;
      highest = similarity;
    }
  }
  return best;
}
