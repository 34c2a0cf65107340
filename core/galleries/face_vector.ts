/**
 * Checks vectors that come from outside, and turns face records into what galleries keep.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { type FaceFacts, factsOf } from "./face_facts.ts";

/** A face as galleries keep it, without id and metadata. */
export interface Probe {
  readonly embedder: string;
  readonly embedding: Float32Array;
  readonly facts: FaceFacts;
  readonly crop?: Uint8Array;
  /** The kept detection that it comes from. */
  readonly detectionId?: string;
}

/** Squared lengths this close to 1 are unit length but for rounding; such vectors stay as they are. */
const ROUNDING = 1e-3;

const MAX_DIMENSIONS = 16_384;

/** @throws FacepipeError BAD_PARAM (`embedding`, `embedder`) where a face has no usable vector. */
export function probeOf(face: object): Probe {
  const { embedder, embedding, facts, crop, ...fields } = face as Partial<Probe> & Record<string, unknown>;
  if (typeof embedder !== "string" || embedder === "" || embedder.length > 200)
    throw vectorError("embedder", "it does not say which model made its vector");
  const vector = unitVector(embedding);
  return {
    embedder,
    embedding: vector,
    facts: factsOf(facts ?? fields),
    ...(crop instanceof Uint8Array ? { crop } : {}),
  };
}

/** A vector of unit length. @throws FacepipeError BAD_PARAM. */
export function unitVector(vector: unknown): Float32Array {
  if (!(vector instanceof Float32Array) || vector.length === 0)
    throw vectorError("embedding", "it has no vector");
  if (vector.length > MAX_DIMENSIONS) throw vectorError("embedding", "its vector is too long");
  let square = 0;
  for (const value of vector) square += value * value;
  if (!Number.isFinite(square) || square === 0) throw vectorError("embedding", "its vector has no direction");
  if (Math.abs(square - 1) < ROUNDING) return vector;
  const scale = 1 / Math.sqrt(square);
  return vector.map((value) => value * scale);
}

function vectorError(param: string, reason: string): FacepipeError {
  return new FacepipeError("BAD_PARAM", `Cannot use the face: ${reason}`, { param });
}
