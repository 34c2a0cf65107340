/**
 * What every stage keeps to: one `end` record after the last record, an error record for each
 * failed item, a fatal one when the stage gives up, and nothing done with half a stream.
 * @module
 */
import { asFacepipeError, FacepipeError, streamError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import type { Face, FaceRecord, Failure, Photo, Stage } from "./records.ts";

/** What became of a stage; filled in while its records are read. */
export interface StageReport {
  photos: number;
  faces: number;
  errors: number;
  /** False where a stage before this one left no `end` record; then this one leaves none either. */
  inputEnded: boolean;
  /** The error that ended the stage, if one did. */
  fatal?: FacepipeError;
}

/** A new, empty report, for a stage that reads a stream, or for a source, whose input is whole by nature. */
export function newReport(of: "stage" | "source" = "stage"): StageReport {
  return { photos: 0, faces: 0, errors: 0, inputEnded: of === "source" };
}

/** The exit code that a report stands for. */
export function exitCodeOf(report: StageReport): ExitCode {
  if (report.fatal) return report.fatal.exit;
  return report.errors > 0 ? EXIT.someFailed : EXIT.done;
}

/**
 * The error record of a failed item. Values that are no strings are written as JSON.
 *
 * @example
 * ```ts
 * import { FacepipeError, failureOf } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const error = new FacepipeError("EXTRACTION_ERROR", "Cannot read photo a.jpg: the file ends early");
 * assert.deepEqual(failureOf("detect", error, { path: "a.jpg" }), {
 *   kind: "error",
 *   stage: "detect",
 *   path: "a.jpg",
 *   code: "EXTRACTION_ERROR",
 *   reason: "Cannot read photo a.jpg: the file ends early",
 * });
 * ```
 */
export function failureOf(
  stage: string,
  thrown: unknown,
  item: Partial<Pick<Failure, "path" | "sha256" | "faceId">> = {},
): Failure {
  const error = asFacepipeError(thrown);
  const failure: Failure = { kind: "error", stage, code: error.code, reason: error.message };
  if (item.faceId !== undefined) failure.faceId = item.faceId;
  if (item.path !== undefined) failure.path = item.path;
  if (item.sha256 !== undefined) failure.sha256 = item.sha256;
  if (error.param !== undefined) failure.param = error.param;
  if (error.value !== undefined) {
    failure.value = typeof error.value === "string" ? error.value : JSON.stringify(error.value);
  }
  return failure;
}

/**
 * The error record of an item, for errors that concern only it.
 *
 * @throws The error itself where it concerns the whole run, such as a full disk.
 */
export function itemFailure(
  stage: string,
  thrown: unknown,
  item: Partial<Pick<Failure, "path" | "sha256" | "faceId">>,
): Failure {
  if (thrown instanceof FacepipeError && thrown.exit !== EXIT.someFailed) throw thrown;
  return failureOf(stage, thrown, item);
}

/** What a record is about, for its error record. */
export function itemOf(record: Photo | Face): Partial<Pick<Failure, "path" | "sha256" | "faceId">> {
  const { path, sha256 } = record;
  return {
    ...(path === undefined ? {} : { path }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(record.kind === "face" ? { faceId: record.faceId } : {}),
  };
}

/** The stage before this one gave up; its own error record is passed on. */
class UpstreamFailure extends FacepipeError {
  readonly record: Failure;

  constructor(record: Failure) {
    super("MALFORMED_REQUEST", `Cannot go on: ${record.stage} failed: ${record.reason}`, {
      exit: EXIT.malformedInput,
    });
    this.record = record;
  }
}

/**
 * Records for a stage to work on: without the `end` records of the stages before, and throwing
 * where one of them failed, so that a stage which needs the whole stream does nothing with half
 * of it.
 */
async function* guardInput(
  records: AsyncIterable<FaceRecord>,
  report: StageReport,
  needsEnd: boolean,
): AsyncIterable<FaceRecord> {
  for await (const record of records) {
    if (record.kind === "end") {
      report.inputEnded = true;
      continue;
    }
    if (record.kind === "error" && record.fatal) throw new UpstreamFailure(record);
    yield record;
  }
  if (needsEnd && !report.inputEnded) {
    throw streamError(
      "end of input",
      "there is no end record: the stage before was cut short, or a filter dropped it",
    );
  }
}

/**
 * Runs a stage over records by the rules of the protocol. The result ends with an `end` record,
 * or with a fatal error record, after which iteration ends without throwing: look into `report`.
 * Where the input has no `end` record the result has none either, so that a stage further on can
 * still see that something may be missing.
 *
 * @param name Name of the stage, for its `end` and error records.
 * @param stage What it does; a thrown error ends it.
 * @param records Its input; an empty iterable for a source.
 * @param report Filled in as the result is read.
 * @param needsEnd Refuse input without an `end` record: for work that cannot be undone.
 */
export async function* runStage(
  name: string,
  stage: Stage,
  records: AsyncIterable<FaceRecord>,
  report: StageReport,
  needsEnd = false,
): AsyncIterable<FaceRecord> {
  try {
    for await (const record of stage(guardInput(records, report, needsEnd))) {
      if (record.kind === "photo") report.photos++;
      else if (record.kind === "face") report.faces++;
      else if (record.kind === "error") report.errors++;
      yield record;
    }
  } catch (thrown) {
    report.fatal = asFacepipeError(thrown);
    yield thrown instanceof UpstreamFailure ? thrown.record : { ...failureOf(name, thrown), fatal: true };
    return;
  }
  if (!report.inputEnded) return;
  yield { kind: "end", stage: name, faces: report.faces, photos: report.photos, errors: report.errors };
}
