/**
 * Parameters of the gallery interface: faces, filters and metadata, as clients send them.
 * @module
 */
import { decodeBase64 } from "../base64.ts";
import { isObject } from "../field_checks.ts";
import type { FaceSource, NewFace } from "../galleries/client_backend.ts";
import type { Filter, Threshold } from "../galleries/filters.ts";
import { checkThreshold } from "../galleries/filters.ts";
import { parseId } from "../galleries/ids.ts";
import { checkMeta, type FaceMeta } from "../galleries/meta.ts";
import { ID_SCHEMA, list } from "../http/param_kinds.ts";
import { badParam, fromText, isAbsent, type JsonSchema, param } from "../http/params.ts";

/** Faces that are added or looked for at once. */
export const MAX_FACES = 1_000;

/** Values that a filter compares with. */
const MAX_VALUES = 10_000;

/** Bytes of a crop: an aligned face of 112 × 112 pixels has 38 kB without any compression. */
const MAX_CROP = 2 ** 18;

/** Characters of what is known of a face besides its vector, as JSON: lists of faces have to fit in memory. */
const MAX_ROW = 2 ** 16;

const SOURCE_SCHEMA: JsonSchema = {
  type: ["object", "string"],
  description:
    "A face record with embedder and embedding (base64 of little-endian float32), {gallery, face} of a stored face, {detection: {id, index}} or {id, index} of a detection, or a detection's id",
};

/** Metadata as JSON. */
export const META_SCHEMA: JsonSchema = {
  type: "object",
  additionalProperties: {
    anyOf: [{ type: "integer" }, { type: "string" }, { type: "array", items: { type: "string" } }],
  },
};

/** Sources to search by. */
export const SOURCES = list("Faces to look for", param("A face", SOURCE_SCHEMA, readSource), MAX_FACES);

/** Faces to add. */
export const NEW_FACES = list(
  "Faces to add",
  param(
    "A face",
    {
      type: "object",
      required: ["id", "source"],
      properties: { id: ID_SCHEMA, source: SOURCE_SCHEMA, meta: META_SCHEMA, person: ID_SCHEMA },
    },
    readNewFace,
  ),
  MAX_FACES,
);

/** Filters, combined with AND. */
export const FILTERS = list(
  "Filters, all of which have to hold",
  param(
    "A filter",
    {
      type: "object",
      required: ["filter"],
      properties: { filter: { type: "string", enum: ["id", "meta", "detection", "face"] } },
      description:
        "{filter: id, op: lte | gte, value} or {filter: id, op: oneof, values}; {filter: meta, key, op: lte | gte, value} or {filter: meta, key, op: oneof | subset, values}; {filter: detection, detection, index, threshold}; {filter: face, face, threshold}",
    },
    readFilter,
  ),
  100,
);

/** Metadata. */
export const META = param("Metadata; replaces all of it", META_SCHEMA, (value, name) =>
  readMeta(fromText(value, name, "expected an object"), name),
);

/** A least confidence. */
export const THRESHOLD = param<Threshold>(
  "Least confidence: 0 to 1, or strict, medium, low or none",
  { type: ["number", "string"] },
  (value, name) => {
    const isNumber = typeof value === "string" && /^[\d.]+$/.test(value);
    const given = isNumber ? Number(value) : value;
    checkThreshold(given, name);
    return given as Threshold;
  },
);

function readNewFace(value: unknown, name: string): NewFace {
  if (!isObject(value)) throw badParam(name, value, "expected objects with id and source");
  const { id, source, meta, person } = value;
  const face = {
    id: parseId(id),
    source: readSource(source, "source"),
    ...(!isAbsent(meta) && { meta: readMeta(meta, "meta") }),
    ...(!isAbsent(person) && { person: parseId(person, "person") }),
  };
  const { embedding: _, crop: __, ...row } = isObject(source) ? source : {};
  expectSmall([row, meta], "meta");
  return face;
}

function readMeta(meta: unknown, name: string): FaceMeta {
  checkMeta(meta, {});
  expectSmall(meta, name);
  return meta as FaceMeta;
}

function expectSmall(row: unknown, name: string): void {
  if (JSON.stringify(row).length > MAX_ROW)
    throw badParam(name, undefined, `expected at most ${MAX_ROW} characters of JSON`);
}

/** A source; whether it is one is decided where it is used. */
function readSource(value: unknown, name: string): FaceSource {
  if (typeof value === "string") return value;
  if (!isObject(value)) throw badParam(name, value, "expected an object, or the id of a detection");
  const { faces: _, embedding, crop, ...rest } = value;
  return {
    ...rest,
    ...(!isAbsent(embedding) && { embedding: readVector(embedding) }),
    ...(!isAbsent(crop) && { crop: readCrop(crop) }),
  } as FaceSource;
}

function readVector(value: unknown): Float32Array {
  const bytes = bytesOf(value)?.slice();
  if (bytes && bytes.length > 0 && bytes.length % 4 === 0) return new Float32Array(bytes.buffer);
  throw badParam("embedding", undefined, "expected base64 of float32 values");
}

function readCrop(value: unknown): Uint8Array {
  const bytes = bytesOf(value);
  if (bytes && bytes.length <= MAX_CROP) return bytes;
  throw badParam("crop", undefined, `expected base64 of at most ${MAX_CROP} bytes`);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return typeof value === "string" ? decodeBase64(value) : undefined;
}

/** A filter; whether it is one is decided where it is used. */
function readFilter(value: unknown, name: string): Filter {
  if (!isObject(value)) throw badParam(name, value, "expected objects with filter");
  const { filter, values, face, detection } = value;
  if (Array.isArray(values) && values.length > MAX_VALUES)
    throw badParam(name, undefined, `expected at most ${MAX_VALUES} values`);
  if (filter === "face") return { ...value, face: readSource(face, "face") } as unknown as Filter;
  if (filter === "detection" && typeof detection !== "string")
    throw badParam("detection", detection, "expected the id of a detection");
  return value as unknown as Filter;
}
