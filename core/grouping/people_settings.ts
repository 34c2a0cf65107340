/**
 * What grouping is told of people besides their faces.
 * @module
 */
import { usageError } from "../errors.ts";
import { ConstraintSet } from "./constraint_set.ts";
import type { Constraint } from "./constraints.ts";
import type { GroupState } from "./group_state.ts";
import type { KnownPeople } from "./known_people.ts";
import type { PartitionSettings } from "./partition.ts";

/** Corrections, people of earlier runs, known people. */
export interface PeopleOptions {
  /** What somebody who knows better says about the faces. */
  constraints?: readonly Constraint[];
  /** Where people and their ids are kept between runs. */
  state?: GroupState;
  /** With a state: group all faces anew; people keep their ids by the faces they share. */
  regroup?: boolean;
  /** With a state: forget faces that are not in the stream. */
  forget?: boolean;
  /** Gives people the names of known people. */
  known?: KnownPeople;
  /** People with fewer faces, and without a name, do not count: their faces get no person. Default: 1. */
  minFaces?: number;
  /** Told what somebody may want to know. */
  note?: (message: string) => void;
}

/** What decides who is who, besides the faces. */
export interface PeopleSettings {
  readonly partition: PartitionSettings;
  readonly constraints: ConstraintSet;
  readonly known: KnownPeople | undefined;
  /** People with fewer faces, and without a name, do not count. */
  readonly minFaces: number;
  /** Group all faces anew, though people are remembered. */
  readonly regroup: boolean;
  /** Do not remember faces that are not among the candidates. */
  readonly forget: boolean;
}

/**
 * Checks the options.
 *
 * @throws {FacepipeError} BAD_PARAM, exit 2, also where constraints contradict each other.
 */
export function peopleSettings(options: PeopleOptions): Omit<PeopleSettings, "partition"> {
  const { constraints = [], known, minFaces = 1, regroup = false, forget = false } = options;
  if (!(Number.isInteger(minFaces) && minFaces >= 1)) {
    throw usageError("minFaces", minFaces, "expected a whole number of at least 1");
  }
  return { constraints: new ConstraintSet(constraints), known, minFaces, regroup, forget };
}
