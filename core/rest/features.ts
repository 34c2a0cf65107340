/**
 * Estimates of faces, as the REST interface has them.
 * @module
 */
import type { Feature } from "../analysis.ts";
import { optionalFlag } from "../http/param_kinds.ts";
import { withDefault } from "../http/params.ts";

/** Which estimates are wanted. */
export const FEATURE_PARAMS = {
  gender: withDefault(optionalFlag("Estimate the gender"), false),
  age: withDefault(optionalFlag("Estimate the age"), false),
  emotions: withDefault(optionalFlag("Estimate the emotions"), false),
};

const EMOTIONS_SHOWN = 2;

/** The estimates of a face; of its emotions, the two strongest, the strongest first. */
export function restFeatures(features: object | undefined): Record<string, unknown> {
  const { age, gender, emotions } = (features ?? {}) as Partial<Record<Feature, unknown>>;
  return {
    ...(typeof age === "number" && { age }),
    ...(typeof gender === "string" && { gender }),
    ...(emotions !== null && typeof emotions === "object" && { emotions: strongest(emotions) }),
  };
}

function strongest(emotions: object): string[] {
  const all = Object.entries(emotions) as [string, number][];
  return all
    .sort(([, a], [, b]) => b - a)
    .slice(0, EMOTIONS_SHOWN)
    .map(([name]) => name);
}
