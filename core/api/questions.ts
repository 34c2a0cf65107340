/**
 * What a client asks a server, as JSON: ids are decimal strings, vectors base64 of little-endian float32
 * values, crops base64.
 *
 * What JSON would turn into something else, such as NaN into null, is refused here already.
 * @module
 */
import { encodeBase64 } from "../base64.ts";
import type {
  FaceSource,
  FaceUpdate,
  IdentifyOptions,
  ListOptions,
  NewFace,
} from "../galleries/client_backend.ts";
import { checkThreshold, type Filter } from "../galleries/filters.ts";
import { formatId, parseId } from "../galleries/ids.ts";
import { checkLimit } from "../galleries/list_checks.ts";
import { checkMeta, type FaceMeta } from "../galleries/meta.ts";
import { sourceKind } from "../galleries/source_kinds.ts";

/** An object as JSON has it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A source of a face. @throws FacepipeError BAD_PARAM for anything that is none. */
export function sourceJson(source: FaceSource): JsonObject {
  const kind = sourceKind(source);
  if ("detection" in kind) return kind;
  if ("inGallery" in kind) {
    const { gallery, face } = kind.inGallery;
    return { gallery, face: formatId(parseId(face, "face")) };
  }
  const { embedding, crop, detectionId, ...rest } = kind.probe;
  return {
    ...rest,
    embedding: encodeBase64(embedding),
    ...(crop && { crop: encodeBase64(crop) }),
    ...(detectionId !== undefined && { detection: { id: detectionId } }),
  };
}

/** A face to add. @throws FacepipeError BAD_PARAM. */
export function newFaceJson({ id, source, meta, person }: NewFace): JsonObject {
  return {
    id: formatId(parseId(id)),
    source: sourceJson(source),
    ...(meta !== undefined && { meta: metaJson(meta) }),
    ...(person !== undefined && { person: formatId(parseId(person, "person")) }),
  };
}

/** What becomes of a face. @throws FacepipeError BAD_PARAM. */
export function updateJson({ meta }: FaceUpdate): JsonObject {
  return { meta: metaJson(meta) };
}

function metaJson(meta: FaceMeta): FaceMeta {
  checkMeta(meta, {});
  return meta;
}

/** A question for a list, without its limit. */
export function listJson({ filters, sort, page, ignoreErrors, whole }: ListOptions): JsonObject {
  return { filters: filtersJson(filters), sort, page, ignoreErrors, whole };
}

/** A question for matches, without the faces. @throws FacepipeError BAD_PARAM. */
export function identifyJson({ filters, limit, threshold, ignoreErrors }: IdentifyOptions): JsonObject {
  if (limit !== undefined) checkLimit(limit);
  if (threshold !== undefined) checkThreshold(threshold);
  return { filters: filtersJson(filters), limit, threshold, ignoreErrors };
}

/** Filters; those that are none are left to the server, which refuses them. */
function filtersJson(filters: readonly Filter[] | undefined): unknown {
  return Array.isArray(filters) ? filters.map(filterJson) : filters;
}

function filterJson(filter: Filter | null): unknown {
  if (filter?.filter === "face") return { ...filter, face: sourceJson(filter.face) };
  if (filter?.filter !== "id") return filter;
  const ids =
    filter.op === "oneof" ? { values: filter.values?.map(idJson) } : { value: idJson(filter.value) };
  return { ...filter, ...ids };
}

function idJson(id: unknown): unknown {
  return typeof id === "bigint" ? formatId(parseId(id)) : id;
}
