/**
 * The stage that decides who is who.
 * @module
 */

import type { Calibration } from "../calibration.ts";
import { FacepipeError, usageError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { counted } from "../plural.ts";
import { failureOf, itemOf } from "../protocol.ts";
import type { Face, FaceRecord, Stage } from "../records.ts";
import { type Candidates, candidatesOf } from "./candidates.ts";
import { decideRemembering } from "./decide_remembering.ts";
import { Gathered } from "./gathered.ts";
import type { InsightOptions } from "./insight_options.ts";
import { checkNeighbors, type NeighborOptions } from "./neighbors.ts";
import type { GroupThreshold, PartitionSettings } from "./partition.ts";
import type { Membership } from "./people.ts";
import { type PeopleOptions, peopleSettings } from "./people_settings.ts";
import { withRegionNames } from "./region_names.ts";

/** How to merge clusters. */
export const GROUP_METHODS = ["average"] as const;

/** One of the {@linkcode GROUP_METHODS}. */
export type GroupMethod = (typeof GROUP_METHODS)[number];

/** How {@linkcode groupFaces} works. */
export interface GroupOptions extends NeighborOptions, PeopleOptions, InsightOptions {
  /** Mean cosine similarity from which two clusters are one person, 0 to 1. Default: `auto`, what suits the album. */
  threshold?: GroupThreshold;
  /** Two faces of one photo are never one person. Default: false. */
  onePerPhoto?: boolean;
  /** With `auto`, finds the false-accept curve of an embedder. Default: that of the default pack for all. */
  calibrationOf?: (embedder: string | undefined) => Promise<Calibration | undefined>;
  /** Default: average linkage. */
  method?: GroupMethod;
}

/**
 * Adds `person` and `personScore` to every face, by average linkage.
 *
 * Reads the whole stream first, then passes all records on in the order in which they came. A face
 * takes 4 bytes for each number of its vector (8 where it is not of unit length) and about 1 kB for
 * its record. The nearest 64 neighbours of each face take 8 bytes each, and an edge, which a pair
 * is where each is among the nearest of the other, 16 bytes and 24 more in the lists of both. An index
 * takes 1 byte more for each number, and 200 for each face. The same face twice counts once, and both
 * records get its person. `personScore` is left out where a person has only
 * one face. Names and partition depend on face ids and vectors alone, not on the order of arrival.
 *
 * Constraints are applied to the people that the faces alone give, see `applyCorrections`. With a
 * state, people of earlier runs stay, and only new faces are grouped, see `extendPeople`. Known
 * people give their names last, see `recognisePeople`. Where photos have `regions`, faces in them are
 * named as by constraints, but for faces that a constraint mentions, see `nameFaces`.
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
  const { threshold = "auto", method = "average" } = options;
  if (threshold !== "auto" && !(threshold >= 0 && threshold <= 1)) {
    throw usageError("threshold", threshold, "expected 0 to 1, or auto");
  }
  if (!GROUP_METHODS.includes(method)) {
    throw usageError("method", method, `expected ${GROUP_METHODS.join(" or ")}`);
  }
  checkNeighbors(options);
  const settings = peopleSettings(options);
  return async function* (records) {
    const gathered = new Gathered();
    const missing = await gather(records, gathered);
    const vectors = gathered.finish();
    if (vectors.count === 0 && missing.size > 0) throw nothingToCompare(missing.size);
    const candidates = candidatesOf(gathered, vectors);
    const partition = await partitionSettings(threshold, candidates, options);
    const { constraints, set } = withRegionNames(gathered, options, settings.constraints);
    const told = { ...options, constraints };
    const members = await decideRemembering(candidates, { ...settings, constraints: set, partition }, told);
    yield* emit(gathered, members, missing);
  };
}

/** What the options mean for these faces. */
async function partitionSettings(
  threshold: GroupThreshold,
  { embedder, vectors }: Candidates,
  { calibrationOf, onePerPhoto, onMerge }: GroupOptions,
): Promise<PartitionSettings> {
  if (threshold !== "auto" || vectors.count === 0) return { threshold, onePerPhoto, onMerge };
  return { threshold, onePerPhoto, onMerge, calibration: await calibrationOf?.(embedder) };
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
    `Cannot group ${counted(count, "face")}: none has an embedding; pass them through embed first`,
    { exit: EXIT.malformedInput, param: "embedding" },
  );
}
