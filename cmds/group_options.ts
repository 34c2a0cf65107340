/**
 * Options that commands which group faces share, and their way to the stage.
 * @module
 */
import { GROUP_METHODS, type GroupOptions, type Stage } from "../core/mod.ts";
import type { Options, ValuesOf } from "./option.ts";

/** How to group. */
export const GROUP_OPTIONS = {
  threshold: {
    type: "number",
    min: 0,
    max: 1,
    default: 0.5,
    describe: "Mean cosine similarity from which two clusters are one person; higher makes more people",
  },
  method: {
    type: "string",
    choices: GROUP_METHODS,
    default: "average",
    describe: "How the similarity of two clusters is told: average linkage",
  },
} as const satisfies Options;

/**
 * The stage that the options ask for. Loads ONNX Runtime only for many faces.
 *
 * @param more What else the stage is to know.
 */
export async function openGrouping(
  { threshold, method }: ValuesOf<typeof GROUP_OPTIONS>,
  more: GroupOptions = {},
): Promise<Stage> {
  const { groupFaces } = await import("../core/mod.ts");
  const openBlocks = async () => (await import("../models/mod.ts")).openOnnxBlocks();
  return groupFaces({ threshold, method, openBlocks, ...more });
}
