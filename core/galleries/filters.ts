/**
 * Filters of faces in galleries. Several filters are combined with AND.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { Face } from "../records.ts";
import { parseId, type Uint64 } from "./ids.ts";
import { checkKey } from "./meta.ts";

/** A least confidence: 0 to 1, or by the name of its false accept rate. */
export type Threshold = number | ThresholdName;

/** Confidences that each pack's calibration puts at the same false accept rates: 1e-5, 1e-3, 1e-1, and none. */
export const THRESHOLDS = { strict: 0.7834, medium: 0.6616, low: 0.569, none: 0 } as const;

/** The name of a threshold. */
export type ThresholdName = keyof typeof THRESHOLDS;

/** Threshold where none is given. */
export const DEFAULT_THRESHOLD = 0.75;

/** A face in a gallery, by its address. */
export interface FaceId {
  readonly gallery: string;
  readonly face: Uint64;
}

/** Anything with a vector: a face record, a face of a gallery, a face of a detection. */
export type FaceLike = Pick<Face, "embedder" | "embedding">;

/** A condition on the id. */
export type IdFilter =
  | { readonly filter: "id"; readonly op: "lte" | "gte"; readonly value: Uint64 }
  | { readonly filter: "id"; readonly op: "oneof"; readonly values: readonly Uint64[] };

/** A condition on metadata; it holds for no face without the key. */
export type MetaFilter =
  | {
      readonly filter: "meta";
      readonly key: string;
      readonly op: "lte" | "gte";
      readonly value: number | string;
    }
  | {
      readonly filter: "meta";
      readonly key: string;
      readonly op: "oneof" | "subset";
      readonly values: readonly (number | string)[];
    };

/** Only faces that are like another one. */
export type SimilarityFilter =
  /** Like the face of a detection: the only one, or the one with this index. */
  | {
      readonly filter: "detection";
      readonly detection: string;
      readonly index?: number;
      readonly threshold: Threshold;
    }
  | { readonly filter: "face"; readonly face: FaceId | FaceLike; readonly threshold: Threshold };

/** A filter of faces. */
export type Filter = IdFilter | MetaFilter | SimilarityFilter;

/** Anything that {@linkcode parseId} reads. */
export type IdInput = bigint | number | string;

/**
 * Filters by id.
 *
 * @example
 * ```ts
 * import { Id } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(Id.gte(1234), { filter: "id", op: "gte", value: 1234n });
 * assert.throws(() => Id.lte("x"), { code: "BAD_PARAM" });
 * ```
 */
export const Id = {
  /** Ids up to this one. */
  lte: (id: IdInput): IdFilter => ({ filter: "id", op: "lte", value: parseId(id) }),
  /** Ids from this one. */
  gte: (id: IdInput): IdFilter => ({ filter: "id", op: "gte", value: parseId(id) }),
  /** These ids. */
  oneof: (...ids: IdInput[]): IdFilter => ({
    filter: "id",
    op: "oneof",
    values: ids.map((id) => parseId(id)),
  }),
} as const;

/** The filters of one metadata key. */
export interface MetaFilters {
  /** Values up to this one: integers as numbers, strings by code point. */
  lte(value: number | string): MetaFilter;
  /** Values from this one. */
  gte(value: number | string): MetaFilter;
  /** One of these values; where the key is a list, one of its members is. */
  oneof(...values: (number | string)[]): MetaFilter;
  /** All of these values are in the list. */
  subset(...values: string[]): MetaFilter;
}

/**
 * Filters by metadata.
 *
 * @throws FacepipeError BAD_PARAM for a key that metadata cannot have, or a value of another type.
 *
 * @example
 * ```ts
 * import { Meta } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(Meta("tags").subset("male", "angry"), {
 *   filter: "meta", key: "tags", op: "subset", values: ["male", "angry"],
 * });
 * ```
 */
export function Meta(key: string): MetaFilters {
  checkKey(key);
  return {
    lte: (value) => ({ filter: "meta", key, op: "lte", value: single(key, value) }),
    gte: (value) => ({ filter: "meta", key, op: "gte", value: single(key, value) }),
    oneof: (...values) => ({ filter: "meta", key, op: "oneof", values: values.map((v) => single(key, v)) }),
    subset: (...values) => ({ filter: "meta", key, op: "subset", values: values.map((v) => single(key, v)) }),
  };
}

function single(key: string, value: unknown): number | string {
  if (typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value))) return value;
  const param = `meta.${key}`;
  const reason = "expected whole numbers or strings";
  throw new FacepipeError("BAD_PARAM", `Cannot filter by ${param}: ${reason}`, { param, value });
}

/** Faces like one that was detected before: the only face of the detection, or the one with this index. */
export function Detection(
  detection: string | DetectionRef,
  threshold: Threshold = DEFAULT_THRESHOLD,
): SimilarityFilter {
  const { id, index } = typeof detection === "string" ? { id: detection } : detection;
  checkThreshold(threshold);
  return { filter: "detection", detection: id, ...(index === undefined ? {} : { index }), threshold };
}

/** A face of a kept detection. */
export interface DetectionRef {
  readonly id: string;
  readonly index?: number;
}

/** Faces like this one. The package's entry calls it `Face`. */
export function SimilarFace(
  face: FaceId | FaceLike,
  threshold: Threshold = DEFAULT_THRESHOLD,
): SimilarityFilter {
  checkThreshold(threshold);
  return { filter: "face", face, threshold };
}

/** A threshold as a number. @throws FacepipeError BAD_PARAM for one that is none. */
export function checkThreshold(threshold: unknown, param = "threshold"): number {
  if (typeof threshold === "number" && threshold >= 0 && threshold <= 1) return threshold;
  if (typeof threshold === "string" && Object.hasOwn(THRESHOLDS, threshold))
    return THRESHOLDS[threshold as ThresholdName];
  const names = Object.keys(THRESHOLDS).join(", ");
  throw new FacepipeError(
    "BAD_PARAM",
    `Cannot use ${param} ${String(threshold).slice(0, 40)}: expected 0 to 1, or one of ${names}`,
    {
      param,
      value: threshold,
    },
  );
}
