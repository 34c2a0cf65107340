/**
 * What a server answers a client, as JSON and back. Reading trusts nothing: it throws a `Mismatch` for what is
 * not of the shape that it should have.
 * @module
 */
import { encodeBase64 } from "../base64.ts";
import { CHECKS, describe, isObject, Mismatch } from "../field_checks.ts";
import type { FacePage, GalleryList, Identification, ListedFace } from "../galleries/client_backend.ts";
import type { DetectionFace, DetectResponse } from "../galleries/detection.ts";
import { formatId, parseId, type Uint64 } from "../galleries/ids.ts";
import { checkMeta, type FaceMeta, type MetaTypes } from "../galleries/meta.ts";
import type { AddOutcome, GalleryFace } from "../galleries/store.ts";
import { validateRecord } from "../validate.ts";
import type { JsonObject } from "./questions.ts";

/** A face of a gallery. */
export function faceJson({ id, person, embedding, crop, ...rest }: ListedFace): JsonObject {
  return {
    id: formatId(id),
    ...rest,
    ...(person !== undefined && { person: formatId(person) }),
    ...(embedding && { embedding: encodeBase64(embedding) }),
    ...(crop && { crop: encodeBase64(crop) }),
  };
}

/** Reads {@linkcode faceJson}. */
export function readFace(value: unknown): ListedFace {
  const { id, embedder, meta, facts, person, confidence, embedding, crop } = CHECKS.object(value);
  return {
    id: readId(id),
    embedder: CHECKS.string(embedder),
    meta: readMeta(meta),
    facts: CHECKS.object(facts),
    ...(person !== undefined && { person: readId(person) }),
    ...(confidence !== undefined && { confidence: CHECKS.number(confidence) }),
    ...(embedding !== undefined && { embedding: CHECKS.embedding(embedding) }),
    ...(crop !== undefined && { crop: CHECKS.bytes(crop) }),
  };
}

/** Reads a face that has its vector. */
export function readWholeFace(value: unknown): GalleryFace {
  const face = readFace(value);
  const { embedding } = face;
  if (embedding) return { ...face, embedding };
  throw new Mismatch("expected a face with its vector");
}

/** A page of faces. */
export function pageJson({ faces, ...rest }: FacePage): JsonObject {
  return { faces: faces.map(faceJson), ...rest };
}

/** Reads {@linkcode pageJson}. */
export function readPage(value: unknown): FacePage {
  const { faces, nextPage, ...servers } = CHECKS.object(value);
  return {
    faces: listOf(faces, readFace),
    ...(nextPage !== undefined && { nextPage: CHECKS.string(nextPage) }),
    ...readServers(servers),
  };
}

/** The matches of faces. */
export function matchesJson(found: readonly Identification[]): JsonObject {
  return {
    results: found.map(({ matches, ...servers }) => ({ matches: matches.map(faceJson), ...servers })),
  };
}

/** Reads {@linkcode matchesJson}. */
export function readMatches(value: unknown): Identification[] {
  return listOf(CHECKS.object(value).results, (one) => {
    const { matches, ...servers } = CHECKS.object(one);
    return { matches: listOf(matches, readMatch), ...readServers(servers) };
  });
}

function readMatch(value: unknown): ListedFace & { readonly confidence: number } {
  const face = readFace(value);
  return { ...face, confidence: CHECKS.number(face.confidence) };
}

/** Reads a list of galleries, which is JSON as it is. */
export function readGalleries(value: unknown): GalleryList {
  const { galleries, ...servers } = CHECKS.object(value);
  const read = (one: unknown) => {
    const { name, number } = CHECKS.object(one);
    return { name: CHECKS.string(name), number: CHECKS.integer(number) };
  };
  return { galleries: listOf(galleries, read), ...readServers(servers) };
}

const TYPES: readonly unknown[] = ["integer", "string", "strings"];

/** Reads declared types of metadata. */
export function readTypes(value: unknown): MetaTypes {
  const types = CHECKS.object(CHECKS.object(value).types);
  const wrong = Object.values(types).find((type) => !TYPES.includes(type));
  if (wrong !== undefined) throw new Mismatch(`expected a type of metadata, found ${describe(wrong)}`);
  return types as MetaTypes;
}

/** Reads the outcomes of faces that were added. */
export function readOutcomes(value: unknown): AddOutcome[] {
  return listOf(CHECKS.object(value).outcomes, (outcome) => {
    if (outcome === "added" || outcome === "conflict") return outcome;
    throw new Mismatch(`expected added or conflict, found ${describe(outcome)}`);
  });
}

/** A detection; its faces are records as NDJSON has them. */
export function detectionJson({ faces, ...rest }: DetectResponse): JsonObject {
  const texts = (face: DetectionFace) =>
    Object.entries(face).map(([name, value]) => [name, isBinary(value) ? encodeBase64(value) : value]);
  return { ...rest, faces: faces.map((face) => Object.fromEntries(texts(face))) };
}

function isBinary(value: unknown): value is Uint8Array | Float32Array {
  return value instanceof Uint8Array || value instanceof Float32Array;
}

/** Reads {@linkcode detectionJson}. */
export function readDetection(value: unknown): DetectResponse {
  const { id, faces, orientation, photoHash } = CHECKS.object(value);
  return {
    id: CHECKS.string(id),
    faces: listOf(faces, readDetected),
    orientation: CHECKS.integer(orientation),
    photoHash: CHECKS.string(photoHash),
  };
}

function readDetected(value: unknown): DetectionFace {
  const face = refusing(() => validateRecord(value, "a face")) as DetectionFace;
  if (face.kind !== "face") throw new Mismatch(`expected a face, found ${describe(face.kind)}`);
  const { id, index } = CHECKS.object(face.detection);
  return { ...face, detection: { id: CHECKS.string(id), index: CHECKS.integer(index) } };
}

function listOf<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (Array.isArray(value)) return value.map(read);
  throw new Mismatch(`expected a list, found ${describe(value)}`);
}

function readServers({ liveServers, totalServers }: JsonObject): {
  liveServers: number;
  totalServers: number;
} {
  return { liveServers: CHECKS.integer(liveServers), totalServers: CHECKS.integer(totalServers) };
}

function readId(value: unknown): Uint64 {
  return refusing(() => parseId(CHECKS.string(value)));
}

function readMeta(value: unknown): FaceMeta {
  if (!isObject(value)) throw new Mismatch(`expected metadata, found ${describe(value)}`);
  refusing(() => checkMeta(value, {}));
  return value as FaceMeta;
}

/** What is wrong with a value that a server sent is not the caller's doing. */
function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Mismatch || !(thrown instanceof Error)) throw thrown;
    throw new Mismatch(thrown.message);
  }
}
