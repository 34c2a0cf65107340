/**
 * The organiser's second step: from a file of embeddings to persons.
 * @module
 */
import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import {
  type Face,
  FacepipeError,
  type FaceRecord,
  type GroupThreshold,
  groupFaces as groupStage,
  newReport,
  reasonOf,
  runStage,
  type Stage,
} from "../../core/mod.ts";
import { readRecords } from "../../formats/mod.ts";
import { FAST_GROUPING } from "../fast_grouping.ts";
import { completeConfig, type GroupingModelProvider, type Groups, type OrganizeOptions } from "./config.ts";

type GroupingOptions = Pick<OrganizeOptions, "config" | "groupingModel" | "people" | "progressCallback">;

/** What {@linkcode groupFaces} decided. */
export interface GroupingResult {
  /** Paths of the photos of each person, sorted. */
  readonly persons: Record<string, string[]>;
  readonly personCount: number;
  readonly faceCount: number;
}

/**
 * Groups the faces of an embeddings file, as `detectFaces` wrote it, by person.
 *
 * @throws FacepipeError where the file cannot be read or is cut short.
 */
export async function groupFaces(
  embeddingsFile: string,
  options: GroupingOptions = {},
): Promise<GroupingResult> {
  const collector = new PersonCollector();
  for await (const _ of collector.watch(groupedRecords(embeddingsFile, options)));
  return collector.result();
}

/** The records of an embeddings file, each face with its person. Throws where the grouping fails. */
export async function* groupedRecords(
  embeddingsFile: string,
  options: GroupingOptions,
): AsyncIterable<FaceRecord> {
  const { similarityThreshold, modelName } = completeConfig(options.config);
  const stage = options.groupingModel
    ? customGrouping(options.groupingModel, similarityThreshold)
    : groupStage({
        threshold: similarityThreshold,
        calibrationOf: async (embedder) => {
          const { findCalibration } = await import("../../models/mod.ts");
          return findCalibration(embedder, modelName);
        },
        ...FAST_GROUPING,
        ...options.people,
      });
  const report = newReport();
  options.progressCallback?.(0, 0, "Grouping");
  for await (const record of runStage("group", stage, readRecords(readFile(embeddingsFile)), report)) {
    if (report.fatal) throw report.fatal;
    yield record;
  }
}

/** Notes which person is in which photo, as the records pass. */
export class PersonCollector {
  readonly #photos = new Map<string, Set<string>>();
  #faces = 0;

  async *watch(records: AsyncIterable<FaceRecord>): AsyncIterable<FaceRecord> {
    for await (const record of records) {
      if (record.kind === "face") this.#note(record);
      yield record;
    }
  }

  result(): GroupingResult {
    const sorted = [...this.#photos].sort(([a], [b]) => (a < b ? -1 : 1));
    const persons = Object.fromEntries(sorted.map(([person, paths]) => [person, [...paths].sort()]));
    return { persons, personCount: this.#photos.size, faceCount: this.#faces };
  }

  #note({ person, path }: Face): void {
    this.#faces++;
    if (person === undefined || path === undefined) return;
    const paths = this.#photos.get(person) ?? new Set();
    this.#photos.set(person, paths.add(path));
  }
}

function customGrouping(model: GroupingModelProvider, threshold: GroupThreshold): Stage {
  return async function* (records) {
    const all: FaceRecord[] = [];
    for await (const record of records) all.push(record);
    const faces = all.filter((record): record is Face => record.kind === "face");
    const persons = personsOf(await model.group(faces, threshold), faces);
    for (const record of all) {
      const person = record.kind === "face" ? persons.get(record.faceId) : undefined;
      yield person === undefined ? record : { ...record, person };
    }
  };
}

function personsOf(groups: Groups, faces: readonly Face[]): Map<string, string> {
  const known = new Set(faces.map(({ faceId }) => faceId));
  const persons = new Map<string, string>();
  for (const [person, members] of Object.entries(groups)) {
    for (const member of members) {
      const id = typeof member === "string" ? basename(member, extname(member)) : member.faceId;
      if (!known.has(id))
        throw new FacepipeError(
          "BAD_PARAM",
          `Cannot group: the grouping model names face ${id}, which does not exist`,
        );
      persons.set(id, person);
    }
  }
  return persons;
}

async function* readFile(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (error) {
    throw new FacepipeError("SOURCE_NOT_FOUND", `Cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
