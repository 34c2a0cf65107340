/**
 * The stage that decides who is who.
 * @module
 */
import { FacepipeError, usageError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { failureOf, itemOf } from "../protocol.ts";
import type { Face, FaceRecord, Stage } from "../records.ts";
import { adaptiveBlocks } from "./adaptive_blocks.ts";
import { type Candidates, candidatesOf } from "./candidates.ts";
import { ConstraintSet } from "./constraint_set.ts";
import type { Constraint } from "./constraints.ts";
import { type Decision, decidePeople, type PeopleSettings } from "./decide_people.ts";
import { Gathered } from "./gathered.ts";
import type { GroupState } from "./group_state.ts";
import type { KnownPeople } from "./known_people.ts";
import type { OnMerge } from "./merge_log.ts";
import type { Membership } from "./people.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { refuseOtherState, settingsNote } from "./state_checks.ts";

/** How to merge clusters. */
export const GROUP_METHODS = ["average"] as const;

/** One of the {@linkcode GROUP_METHODS}. */
export type GroupMethod = (typeof GROUP_METHODS)[number];

/** What was decided, for whoever wants to look into it. */
export interface DecidedFaces {
  readonly candidates: Candidates;
  /** For each row its person; undefined where the face belongs to nobody. */
  readonly members: readonly (Membership | undefined)[];
  /** The mean cosine similarity that clusters had to reach. */
  readonly threshold: number;
  readonly constraints: readonly Constraint[];
  readonly blocks: SimilarityBlocks;
}

/** How {@linkcode groupFaces} works. */
export interface GroupOptions {
  /** Mean cosine similarity from which two clusters are one person, 0 to 1. Default: 0.5. */
  threshold?: number;
  /** Default: average linkage. */
  method?: GroupMethod;
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
  /** Told of each merge of two clusters, before constraints are applied. */
  onMerge?: OnMerge;
  /** Looks at who is who when that is decided, before any record goes on. */
  inspect?: (decided: DecidedFaces) => Promise<void>;
  /** Told what somebody may want to know. */
  note?: (message: string) => void;
  /** Opens a faster matrix product; called only where there are faces enough for it to pay. */
  openBlocks?: () => Promise<SimilarityBlocks>;
}

/**
 * Adds `person` and `personScore` to every face, by exact average linkage.
 *
 * Reads the whole stream first, then passes all records on in the order in which they came. A face
 * takes 8 bytes for each number of its vector, and its record about 1 kB. The same face twice
 * counts once, and both records get its person. `personScore` is left out where a person has only
 * one face. Names and partition depend on face ids and vectors alone, not on the order of arrival.
 *
 * Constraints are applied to the people that the faces alone give, see `applyCorrections`. With a
 * state, people of earlier runs stay, and only new faces are grouped, see `extendPeople`. Known
 * people give their names last, see `recognisePeople`.
 *
 * A face without `embedding` gets no person and an error record, unless the stream has one for it
 * already. Faces that a filter rejects (`filtered`) are grouped like any other: whoever keeps them
 * in the stream wants them.
 *
 * @throws {FacepipeError} BAD_PARAM, exit 2, for options out of range and constraints that contradict
 * each other; from the stage itself MALFORMED_REQUEST, exit 4, where vectors cannot be compared or
 * all are missing, and what the state throws.
 *
 * @example
 * ```ts
 * import { type Face, groupFaces } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * async function* faces() {
 *   yield { kind: "face", faceId: "a-0", embedding: Float32Array.of(1, 0) } satisfies Face;
 *   yield { kind: "face", faceId: "b-0", embedding: Float32Array.of(0, 1) } satisfies Face;
 *   yield { kind: "face", faceId: "c-0", embedding: Float32Array.of(0.8, 0.6) } satisfies Face;
 * }
 * const people = [];
 * for await (const record of groupFaces({ threshold: 0.7 })(faces())) {
 *   if (record.kind === "face") people.push(record.person);
 * }
 * assert.deepEqual(people, ["person-0001", "person-0002", "person-0001"]);
 * ```
 */
export function groupFaces(options: GroupOptions = {}): Stage {
  const { threshold = 0.5, method = "average" } = options;
  if (!(threshold >= 0 && threshold <= 1)) throw usageError("threshold", threshold, "expected 0 to 1");
  if (!GROUP_METHODS.includes(method)) {
    throw usageError("method", method, `expected ${GROUP_METHODS.join(" or ")}`);
  }
  const settings = peopleSettings(options, threshold);
  return async function* (records) {
    const gathered = new Gathered();
    const missing = await gather(records, gathered);
    const vectors = gathered.finish();
    if (vectors.count === 0 && missing.size > 0) throw nothingToCompare(missing.size);
    const members = await decide(candidatesOf(gathered, vectors), settings, options);
    yield* emit(gathered, members, missing);
  };
}

/** Checks the options about people, contradictions among the constraints included. */
function peopleSettings(options: GroupOptions, threshold: number): PeopleSettings {
  const { constraints = [], known, minFaces = 1, regroup = false, forget = false, onMerge } = options;
  if (!(Number.isInteger(minFaces) && minFaces >= 1)) {
    throw usageError("minFaces", minFaces, "expected a whole number of at least 1");
  }
  return {
    partition: { threshold, onMerge },
    constraints: new ConstraintSet(constraints),
    known,
    minFaces,
    regroup,
    forget,
  };
}

/** Fills `gathered` and returns the faces that lack a vector without an error record to say why. */
async function gather(records: AsyncIterable<FaceRecord>, gathered: Gathered): Promise<Set<string>> {
  const missing = new Set<string>();
  const explained = new Set<string>();
  for await (const record of records) {
    if (record.kind === "face") {
      const { embedding } = record;
      if (embedding !== undefined) {
        gathered.add(record, embedding);
        continue;
      }
      missing.add(record.faceId);
    } else if (record.kind === "error" && record.faceId !== undefined) {
      explained.add(record.faceId);
    }
    gathered.pass(record);
  }
  for (const faceId of explained) missing.delete(faceId);
  return new Set([...missing].filter((faceId) => !gathered.has(faceId)));
}

/** Whose each face is; where there is a state, what it remembers counts, and it remembers the result. */
async function decide(
  candidates: Candidates,
  settings: PeopleSettings,
  { state, openBlocks, constraints = [], inspect, note = () => {} }: GroupOptions,
): Promise<readonly (Membership | undefined)[]> {
  const blocks = adaptiveBlocks(openBlocks);
  const tell = async ({ members, threshold }: Decision) => {
    await inspect?.({ candidates, members, threshold, constraints, blocks });
    return members;
  };
  try {
    if (state === undefined || candidates.vectors.count === 0) {
      return await tell(await decidePeople(candidates, undefined, settings, blocks, note));
    }
    let members: readonly (Membership | undefined)[] = [];
    await state.update(async (before) => {
      if (before !== undefined) {
        refuseOtherState(state.name, before, candidates);
        settingsNote(state.name, before, settings, note);
      }
      const decision = await decidePeople(candidates, before, settings, blocks, note);
      members = await tell(decision);
      return decision.people;
    });
    return members;
  } finally {
    await blocks.close();
  }
}

/** All records again, faces with their person. */
function* emit(
  gathered: Gathered,
  members: readonly (Membership | undefined)[],
  missing: Set<string>,
): Iterable<FaceRecord> {
  const memberOf = new Map(gathered.ids.map((id, row) => [id, members[row]]));
  for (const [i, record] of gathered.records.entries()) {
    if (record.kind !== "face") {
      yield record;
      continue;
    }
    const embedding = gathered.embedding(i);
    const face = withoutPerson(record);
    yield { ...face, ...(embedding && { embedding }), ...memberOf.get(face.faceId) };
    if (missing.delete(face.faceId)) yield failureOf("group", noVector(face), itemOf(face));
  }
}

/** The face without what an earlier grouping said. */
function withoutPerson(face: Face): Face {
  const { person: _, personScore: __, ...rest } = face;
  return rest;
}

function noVector(face: Face): FacepipeError {
  return new FacepipeError("EXTRACTION_ERROR", `Cannot group face ${face.faceId}: it has no embedding`, {
    param: "embedding",
  });
}

function nothingToCompare(count: number): FacepipeError {
  return new FacepipeError(
    "MALFORMED_REQUEST",
    `Cannot group ${count} faces: none has an embedding; pass them through embed first`,
    { exit: EXIT.malformedInput, param: "embedding" },
  );
}
