/**
 * Faces that have to be one person, and where they are.
 * @module
 */

/** A block of constraints of which some face is known. */
export interface PlacedBlock {
  /** The number of its block in the constraint set. */
  readonly number: number;
  /** The name that the person has to have, if any. */
  readonly name: string | undefined;
  /** Its faces in the album, ascending. */
  readonly rows: readonly number[];
  /** People with faces of it that are not in the album: those cannot move. One entry a face. */
  readonly anchors: readonly number[];
  /** Those of its rows that were given the name themselves. */
  readonly namedRows: readonly number[];
  /** Those of its anchors whose face was given the name itself. */
  readonly namedAnchors: readonly number[];
}

/** The lists of what has the same key, in the order in which the keys first came. */
export function groupedBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
