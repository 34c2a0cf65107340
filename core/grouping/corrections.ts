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
 * @param absent The people of known faces that are not in the album, by face id.
 * @param threshold Mean similarity from which a face that has to leave may join another person.
 */
export function applyCorrections(
  crowd: Crowd,
  constraints: ConstraintSet,
  absent: ReadonlyMap<string, number>,
  threshold: number,
): void {
  for (const face of constraints.ignored) {
    const row = crowd.rowOf(face);
    if (row !== undefined) crowd.move([row], NOBODY);
  }
  const blocks = placeBlocks(crowd, constraints, absent);
  const named = applyNames(crowd, blocks, constraints.apart);
  const homes = gatherBlocks(crowd, blocks, named);
  partBlocks(crowd, homes, constraints.apart, threshold);
}

/** The blocks of which some face is known. */
function placeBlocks(
  crowd: Crowd,
  { blocks }: ConstraintSet,
  absent: ReadonlyMap<string, number>,
): PlacedBlock[] {
  const rowsOf = (faces: readonly string[]) =>
    faces.map((face) => crowd.rowOf(face)).filter((row) => row !== undefined);
  const peopleOf = (faces: readonly string[]) =>
    faces.map((face) => absent.get(face)).filter((person) => person !== undefined);
  const placed = blocks.map(({ faces, name, named }, number): PlacedBlock => {
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
