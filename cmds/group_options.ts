/**
 * Options that commands which group faces share, and their way to the stage.
 * @module
 */
import {
  type Calibration,
  counted,
  GROUP_METHODS,
  type GroupOptions,
  NEIGHBORS,
  type Stage,
} from "../core/mod.ts";
import type { Context } from "./command.ts";
import { FAST_GROUPING } from "./fast_grouping.ts";
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
  neighbors: {
    type: "string",
    choices: NEIGHBORS,
    default: "auto",
    describe:
      "How similar faces are found: by comparing all, by an index that misses a few, or by all up to 200,000 faces. New faces are always compared with all people of a state",
  },
  "one-per-photo": {
    type: "boolean",
    describe: "Two faces of one photo are never the same person",
  },
} as const satisfies Options;

/** Where the calibration comes from, for commands that do not run the model themselves. */
export const CALIBRATION_OPTION = {
  model: {
    type: "string",
    describe:
      "Pack whose calibration --threshold auto takes, if it made the vectors [default: the pack that facepipe knows them by]",
  },
} as const satisfies Options;

/** Faces from which people may want to know how their neighbours are found, since it takes a while. */
const NOTED_FACES = 50_000;

/** What {@linkcode openGrouping} needs: options of its own, and the pack that made the vectors, where one is named. */
export type GroupingArgs = ValuesOf<typeof GROUP_OPTIONS> & { readonly model?: string | undefined };

/**
 * The stage that the options ask for. Loads ONNX Runtime and usearch only for many faces.
 *
 * @param more What else the stage is to know.
 */
export async function openGrouping(
  { threshold, method, neighbors, onePerPhoto, model }: GroupingArgs,
  { note }: Pick<Context, "note">,
  more: GroupOptions = {},
): Promise<Stage> {
  const { groupFaces } = await import("../core/mod.ts");
  return groupFaces({
    threshold,
    method,
    neighbors,
    onePerPhoto,
    ...FAST_GROUPING,
    onNeighbors: (way, faces) => {
      if (way === "approx" || neighbors === "approx" || faces >= NOTED_FACES)
        note(`${counted(faces, "face")}, ${WAYS[way]} neighbours`);
    },
    calibrationOf: (embedder) => calibrationOf(embedder, model, note),
    note,
    ...more,
  });
}

const WAYS = { exact: "exact", approx: "approximate" } as const;

/** The false-accept curve of an embedder; a note where there is none. */
export async function calibrationOf(
  embedder: string | undefined,
  model: string | undefined,
  note: Context["note"],
): Promise<Calibration | undefined> {
  const { findCalibration } = await import("../models/mod.ts");
  const calibration = await findCalibration(embedder, model);
  if (calibration === undefined) {
    const who = embedder === undefined ? "of the faces" : `${embedder} of the faces`;
    note(
      `the embedder ${who} has no calibration; --threshold auto takes that of the default pack, see facepipe eval calibrate`,
    );
  }
  return calibration;
}
