/**
 * Where the faces to measure come from: photos, through the detector, or records.
 * @module
 */
import { createReadStream } from "node:fs";
import {
  counted,
  EXIT,
  type ExitCode,
  type FaceFilters,
  type FaceRecord,
  FacesByPhoto,
  newReport,
  reasonOf,
  runStage,
  type Stage,
  usageError,
} from "../../core/mod.ts";
import type { Context } from "../command.ts";
import { parseDetSize } from "../model_options.ts";
import { photoCounter } from "../progress.ts";
import type { EvalArgs } from "./eval_options.ts";

/** What a measure needs. */
export interface Wanted {
  /** Photos to look at, or folders of them. */
  readonly photos: readonly string[];
  /** How many there are, where that is known. */
  readonly total?: number;
  /** Whether faces need vectors. */
  readonly embed: boolean;
  /** Least confidence of a face, 0 to 1. */
  readonly minConfidence: number;
}

/** What was found. */
export interface Found {
  readonly faces: FacesByPhoto;
  /** 3 where some photos failed. */
  readonly exit: ExitCode;
}

/**
 * Finds the faces, sends them through `stage`, and gathers them by photo. Failed photos are
 * counted in a note.
 *
 * @throws {FacepipeError} where the photos, the models or the records fail as a whole.
 */
export async function findFaces(
  args: EvalArgs,
  context: Context,
  wanted: Wanted,
  stage: Stage = (records) => records,
): Promise<Found> {
  const source = await openSource(args, context, wanted);
  const report = newReport();
  const faces = new FacesByPhoto();
  let firstFailure: string | undefined;
  for await (const record of runStage("eval", stage, source, report)) {
    if (record.kind === "error" && !record.fatal) firstFailure ??= record.reason;
    faces.add(record);
  }
  context.progress.finish();
  if (report.fatal) throw report.fatal;
  if (firstFailure !== undefined) {
    context.note(`${counted(report.errors, "item")} failed; the first: ${firstFailure}`);
  }
  return { faces, exit: report.errors > 0 ? EXIT.someFailed : EXIT.done };
}

async function openSource(
  args: EvalArgs,
  context: Context,
  wanted: Wanted,
): Promise<AsyncIterable<FaceRecord>> {
  if (args.faces === undefined && args.images !== undefined) return detect(args, context, wanted);
  const { readRecords } = await import("../../formats/mod.ts");
  if (args.faces !== undefined && args.faces !== "-") return readRecords(bytesOf(args.faces));
  if (process.stdin.isTTY) throw usageError("--images", undefined, "it is missing, see --help");
  return readRecords(context.stdin);
}

/** The chain of scan and detect, in this process. */
async function detect(args: EvalArgs, context: Context, wanted: Wanted): Promise<AsyncIterable<FaceRecord>> {
  const { embed, minConfidence, photos, total } = wanted;
  const detSize = parseDetSize(args.detSize);
  const [{ detectFaces }, { scanPhotos }, { openEngine }] = await Promise.all([
    import("../../core/mod.ts"),
    import("../../formats/mod.ts"),
    import("../engine.ts"),
  ]);
  const engine = await openEngine({ ...args, detSize, embed, minConfidence }, context);
  const filters: FaceFilters = {
    minFaceSize: 0,
    minConfidence,
    minFaceRatio: 0,
    foregroundRatio: 0,
    blurThreshold: 0,
  };
  const onPhoto = photoCounter(context.progress, total);
  const { autorotate } = args;
  return detectFaces({ ...engine, detector: engine.detector!, filters, autorotate, onPhoto })(
    scanPhotos(photos),
  );
}

async function* bytesOf(file: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Uint8Array;
  } catch (error) {
    throw usageError("--faces", file, reasonOf(error));
  }
}
