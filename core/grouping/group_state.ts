/**
 * What is remembered of people from one run to the next.
 * @module
 */

/** A person of earlier runs. */
export interface RememberedPerson {
  /** Such as `person-0001`. */
  readonly id: string;
  /** What somebody called the person. */
  readonly name?: string;
  /** Ids of all faces, ascending. */
  readonly faces: readonly string[];
  /** The sum of their unit vectors. */
  readonly sum: Float32Array;
}

/** All people of earlier runs. */
export interface RememberedPeople {
  /** Who made the vectors, as `name@sha256[:12]`; undefined where the faces did not say. */
  readonly embedder: string | undefined;
  /** Length of the sums. */
  readonly dimension: number;
  /** How the people were grouped, in words of the options, to tell where that changes. */
  readonly settings: string;
  /** The lowest number that no id has had yet. */
  readonly next: number;
  /** How many digits ids have at least. */
  readonly width: number;
  /** In the order of their ids; no face is in two of them. */
  readonly people: readonly RememberedPerson[];
}

/** Keeps people between runs. */
export interface GroupState {
  /** What it is called in messages, such as the path of a file. */
  readonly name: string;
  /**
   * Reads what is remembered, and keeps what `change` makes of it, all or nothing. No other update
   * comes between.
   *
   * @param change Gets undefined where nothing is remembered yet; where it gives undefined, or
   * throws, everything stays as it is.
   */
  update(
    change: (before: RememberedPeople | undefined) => Promise<RememberedPeople | undefined>,
  ): Promise<void>;
}
