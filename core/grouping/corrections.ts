/**
 * Applies constraints to people that were found freely.
 *
 * 1. Ignored faces leave their person and belong to nobody.
 * 2. A name given to a face names the person that the face is in. Where faces of one person were
 *    given several names, the person gets the one that most of them have; of equals the one whose
 *    faces fit better. People of one name become one person.
 * 3. Faces that have to be together gather: where one of them has a name, at the person of that
 *    name, else at the one among their people that has a name, else at the largest. Nobody comes
 *    with them.
 * 4. Of faces of one person that have to be apart, those that fit less well leave, with what has
 *    to stay together with them, for the person that they fit best of those who are allowed and
 *    similar enough, else for a new one.
 *
 * So the faces that move are faces that constraints mention; only people of one name merge whole.
 * Faces that are known from earlier runs but are not in the album stay where they are.
 * @module
 */
import { applyNames } from "./apply_names.ts";
import type { ConstraintSet } from "./constraint_set.ts";
import { type Crowd, NOBODY } from "./crowd.ts";
import { gatherBlocks } from "./gather_blocks.ts";
import { partBlocks } from "./part_blocks.ts";
import type { PlacedBlock } from "./placed_block.ts";

/**
 * Changes the people until all constraints hold.
 *
 * @param placed The blocks of the constraints, as {@linkcode placeBlocks} found them.
 * @param threshold Mean similarity from which a face that has to leave may join another person.
 */
export function applyCorrections(
  crowd: Crowd,
  { ignored, apart }: ConstraintSet,
  placed: readonly PlacedBlock[],
  threshold: number,
): void {
  for (const face of ignored) {
    const row = crowd.rowOf(face);
    if (row !== undefined) crowd.move([row], NOBODY);
  }
  const named = applyNames(crowd, placed, apart);
  const homes = gatherBlocks(crowd, placed, named);
  partBlocks(crowd, homes, apart, threshold);
}

/** The blocks of which some face is in the album, or known to be somebody's. */
export function placeBlocks(crowd: Crowd, constraints: ConstraintSet): PlacedBlock[] {
  const absent = absentPeople(crowd, constraints);
  const rowsOf = (faces: readonly string[]) =>
    faces.map((face) => crowd.rowOf(face)).filter((row) => row !== undefined);
  const peopleOf = (faces: readonly string[]) =>
    faces.map((face) => absent.get(face)).filter((person) => person !== undefined);
  const placed = constraints.blocks.map(({ faces, name, named }, number): PlacedBlock => {
    const given = faces.filter((face) => named.has(face));
    return {
      number,
      name,
      rows: rowsOf(faces),
      anchors: peopleOf(faces),
      namedRows: rowsOf(given),
      namedAnchors: peopleOf(given),
    };
  });
  return placed.filter(({ rows, anchors }) => rows.length + anchors.length > 0);
}

/** How many faces that constraints mention are neither in the album nor known from earlier runs. */
export function countUnknown(crowd: Crowd, constraints: ConstraintSet): number {
  const absent = absentPeople(crowd, constraints);
  let count = 0;
  for (const face of constraints.faces()) if (crowd.rowOf(face) === undefined && !absent.has(face)) count++;
  return count;
}

/** The people of faces that constraints mention and that are not in the album. */
function absentPeople(crowd: Crowd, constraints: ConstraintSet): Map<string, number> {
  const people = new Map<string, number>();
  for (const [person, { absent }] of crowd.people.entries()) {
    for (const face of absent?.faces ?? []) {
      if (constraints.mentions(face)) people.set(face, person);
    }
  }
  return people;
}
