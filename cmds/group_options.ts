/**
 * Options that commands which group faces share, and their way to the stage.
 * @module
 */
import { GROUP_METHODS, NEIGHBORS, type Stage } from "../core/mod.ts";
import type { Context } from "./command.ts";
import { FAST_GROUPING } from "./fast_grouping.ts";
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
  neighbors: {
    type: "string",
    choices: NEIGHBORS,
    default: "auto",
    describe:
      "How similar faces are found: by comparing all, by an index that misses a few, or by all up to 200,000 faces",
  },
} as const satisfies Options;

/** Faces from which people may want to know how their neighbours are found, since it takes a while. */
const NOTED_FACES = 50_000;

/** The stage that the options ask for. Loads ONNX Runtime and usearch only for many faces. */
export async function openGrouping(
  { threshold, method, neighbors }: ValuesOf<typeof GROUP_OPTIONS>,
  { note }: Pick<Context, "note">,
): Promise<Stage> {
  const { groupFaces } = await import("../core/mod.ts");
  return groupFaces({
    threshold,
    method,
    neighbors,
    ...FAST_GROUPING,
    onNeighbors: (way, faces) => {
      if (way === "approx" || faces >= NOTED_FACES) note(`${faces} faces, ${WAYS[way]} neighbours`);
    },
  });
}

const WAYS = { exact: "exact", approx: "approximate" } as const;
