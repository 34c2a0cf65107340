/**
 * Options that commands which group faces share, and their way to the stage.
 * @module
 */
import { type Calibration, GROUP_METHODS, type Stage } from "../core/mod.ts";
import type { Context } from "./command.ts";
import type { Options, ValuesOf } from "./option.ts";

/** How to group. */
export const GROUP_OPTIONS = {
  threshold: {
    type: "number",
    words: ["auto"],
    min: 0,
    max: 1,
    default: "auto",
    describe:
      "Mean cosine similarity from which two clusters are one person, higher makes more people; auto finds what suits the album",
  },
  method: {
    type: "string",
    choices: GROUP_METHODS,
    default: "average",
    describe: "How the similarity of two clusters is told: average linkage",
  },
  "one-per-photo": {
    type: "boolean",
    describe: "Two faces of one photo are never the same person",
  },
} as const satisfies Options;

/** What {@linkcode openGrouping} needs: options of its own, and the pack that made the vectors, where one is named. */
export type GroupingArgs = ValuesOf<typeof GROUP_OPTIONS> & { readonly model?: string | undefined };

/** The stage that the options ask for. Loads ONNX Runtime only for many faces. */
export async function openGrouping(args: GroupingArgs, context: Context): Promise<Stage> {
  const { threshold, method, onePerPhoto, model } = args;
  const { groupFaces } = await import("../core/mod.ts");
  return groupFaces({
    threshold,
    method,
    onePerPhoto,
    openBlocks: async () => (await import("../models/mod.ts")).openOnnxBlocks(),
    calibrationOf: (embedder) => calibrationOf(embedder, model, context),
  });
}

async function calibrationOf(
  embedder: string | undefined,
  model: string | undefined,
  context: Context,
): Promise<Calibration | undefined> {
  const { findCalibration } = await import("../models/mod.ts");
  const calibration = await findCalibration(embedder, model);
  if (calibration === undefined) {
    const who = embedder === undefined ? "of the faces" : `${embedder} of the faces`;
    context.note(
      `the embedder ${who} has no calibration; --threshold auto takes that of the default pack, see facepipe eval calibrate`,
    );
  }
  return calibration;
}
