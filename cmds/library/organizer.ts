/**
 * The organiser as a library: from a folder of photos to a folder per person.
 * @module
 */
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { newReport, runStage } from "../../core/mod.ts";
import { placePhotos } from "../../formats/mod.ts";
import { completeConfig, type OrganizeOptions, type OrganizerConfig } from "./config.ts";
import { type DetectionResult, detectFaces } from "./detect_faces.ts";
import { type GroupingResult, groupedRecords, groupFaces, PersonCollector } from "./group_faces.ts";

/** What a run of the organiser gave. */
export interface OrganizationResult extends GroupingResult {
  /** Folder with a folder per person. */
  readonly outputFolder: string;
  /** Arrow IPC stream of photo and face records with embeddings. */
  readonly embeddingsFile: string;
  /** Folder of the aligned faces, `<face id>.png`, where they are kept. */
  readonly cropsFolder?: string;
  readonly photoCount: number;
  /** Photos that could not be read or placed. */
  readonly failureCount: number;
  /** What the networks ran on: `cpu`, or the provider of a GPU, such as `cuda`. */
  readonly device: DetectionResult["device"];
}

/**
 * Sorts the photos below a folder into a folder per person. Photos are copied; the input is never
 * changed.
 *
 * @throws FacepipeError where the folder, the models or the disk fail; photos that cannot be
 * read only count in `failureCount`.
 */
export async function organizePhotos(
  inputFolder: string,
  options: OrganizeOptions = {},
): Promise<OrganizationResult> {
  return new Organizer(options).organize(inputFolder);
}

/** The organiser with its settings and models, for several folders or for one step at a time. */
export class Organizer {
  readonly config: OrganizerConfig;
  readonly #options: OrganizeOptions;

  /** @throws FacepipeError BAD_PARAM where a setting is out of range. */
  constructor(options: OrganizeOptions = {}) {
    this.config = completeConfig(options.config);
    this.#options = options;
  }

  /** All steps, as {@linkcode organizePhotos}. */
  async organize(inputFolder: string): Promise<OrganizationResult> {
    const { keepIntermediate } = this.config;
    const output = this.config.finalOutputFolder ?? `${resolve(inputFolder)}-organized`;
    const detection = await this.detectFaces(inputFolder);
    try {
      return await this.#groupAndPlace(detection, output);
    } finally {
      if (!keepIntermediate) await rm(detection.cropsFolder, { recursive: true, force: true });
    }
  }

  async #groupAndPlace(detection: DetectionResult, output: string): Promise<OrganizationResult> {
    const { sessionId, keepIntermediate } = this.config;
    const collector = new PersonCollector();
    const report = newReport();
    const grouped = collector.watch(groupedRecords(detection.embeddingsFile, this.#options));
    const place = placePhotos(output, sessionId === undefined ? {} : { session: sessionId });
    let placed = 0;
    for await (const record of runStage("place", place, grouped, report)) {
      if (record.kind === "photo")
        this.#options.progressCallback?.(++placed, detection.photoCount, "Placing photos");
    }
    if (report.fatal) throw report.fatal;
    return {
      ...collector.result(),
      outputFolder: sessionId === undefined ? output : join(output, sessionId),
      embeddingsFile: detection.embeddingsFile,
      ...(keepIntermediate ? { cropsFolder: detection.cropsFolder } : {}),
      photoCount: detection.photoCount,
      failureCount: report.errors,
      device: detection.device,
    };
  }

  /** The first step: crops and an Arrow file of embeddings in the work folder. */
  detectFaces(inputFolder: string): Promise<DetectionResult> {
    return detectFaces(inputFolder, this.#workFolder(inputFolder), this.#options);
  }

  /** The second step: who is who in an embeddings file. */
  groupFaces(embeddingsFile: string): Promise<GroupingResult> {
    return groupFaces(embeddingsFile, this.#options);
  }

  #workFolder(inputFolder: string): string {
    const { finalOutputFolder, sessionId = "" } = this.config;
    const output = finalOutputFolder ?? `${resolve(inputFolder)}-organized`;
    return join(this.#options.workFolder ?? join(output, ".facepipe"), sessionId);
  }
}
