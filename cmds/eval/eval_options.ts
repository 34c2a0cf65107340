/**
 * Options that the measures share.
 * @module
 */
import { MAIN_FACES } from "../../core/mod.ts";
import { DETECT_OPTIONS, MODEL_OPTIONS } from "../model_options.ts";
import type { Options, ValuesOf } from "../option.ts";

/** Options of every measure: where faces come from, and how to print. */
export const EVAL_OPTIONS = {
  images: {
    type: "string",
    value: "folder",
    describe:
      "Folder of the photos to look at; paths in the labels are relative to it, or else to their own folder",
  },
  faces: {
    type: "string",
    describe: "Faces that detect found already, instead of looking for them: a file, - for standard input",
  },
  json: { type: "boolean", describe: "Print one JSON object" },
  detector: DETECT_OPTIONS.detector,
  "det-size": DETECT_OPTIONS["det-size"],
  autorotate: DETECT_OPTIONS.autorotate,
  ...MODEL_OPTIONS,
} as const satisfies Options;

/** Where a photo stands for one person. */
export const MAIN_FACE_OPTION = {
  "main-face": {
    type: "string",
    choices: MAIN_FACES,
    default: "centre",
    describe: "The face that counts where a photo has several",
  },
} as const satisfies Options;

/** Parsed {@linkcode EVAL_OPTIONS}. */
export type EvalArgs = ValuesOf<typeof EVAL_OPTIONS>;

/** More help, for every measure. */
export const SOURCE_DETAILS =
  "Faces are looked for in the photos of --images, with all filters off; with --faces, or without --images, they are read from records instead.";
