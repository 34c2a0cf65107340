/**
 * Thresholds: a confidence, or the name of its false accept rate.
 * @module
 */
import { checkThreshold, DEFAULT_THRESHOLD, THRESHOLDS, type Threshold } from "../galleries/filters.ts";
import { numberOf } from "../http/param_kinds.ts";
import { badParam, param, withDefault } from "../http/params.ts";

const NAMES = Object.keys(THRESHOLDS);

const SCHEMA = {
  anyOf: [
    { type: "number", minimum: 0, maximum: 1 },
    { type: "string", enum: NAMES },
  ],
};

/** A least confidence. */
export const THRESHOLD = withDefault<Threshold>(
  param(`Least confidence, 0 to 1, or one of ${NAMES.join(", ")}`, SCHEMA, (value, name) => {
    const given = numberOf(value) ?? value;
    try {
      checkThreshold(given);
    } catch {
      throw badParam(name, value, `expected 0 to 1, or one of ${NAMES.join(", ")}`);
    }
    return given as Threshold;
  }),
  DEFAULT_THRESHOLD,
);
