/**
 * The stage that says which known faces a face is like.
 * @module
 */
import { inBatches } from "../batches.ts";
import { FacepipeError } from "../errors.ts";
import type { Json } from "../fields.ts";
import { failureOf, itemOf } from "../protocol.ts";
import type { Face, FaceRecord, Stage } from "../records.ts";
import type { Identification, IdentifyOptions } from "./client_backend.ts";
import type { Gallery } from "./gallery.ts";
import { formatId } from "./ids.ts";

/** Faces that are searched at once. */
const BATCH = 64;

/** How {@linkcode identifyFaces} works. */
export interface IdentifyStageOptions extends Omit<IdentifyOptions, "timeout"> {
  readonly gallery: Gallery;
  /** Named in error records. Default: `gallery identify`. */
  readonly stage?: string;
  /** Told of every face that was looked up, with the number of its matches. */
  readonly onFace?: (matches: number, answer: Pick<Identification, "liveServers" | "totalServers">) => void;
}

/**
 * Adds `matches` to every face: the gallery's faces that it is like, best first, each with
 * `gallery`, `id`, `confidence`, its metadata, `name` where the metadata has one, and `faceId` and
 * `personId` where they are known. A face without matches gets an empty list; one without a vector
 * gets an error record. Other records pass.
 *
 * @throws FacepipeError from the stage itself where the gallery does not exist, its store fails, or
 * its vectors are of another embedder.
 */
export function identifyFaces(options: IdentifyStageOptions): Stage {
  return async function* (records) {
    for await (const batch of inBatches(records, BATCH)) yield* await identifyBatch(batch, options);
  };
}

async function identifyBatch(
  batch: readonly FaceRecord[],
  { gallery, stage = "gallery identify", onFace, ...search }: IdentifyStageOptions,
): Promise<FaceRecord[]> {
  const probes = batch.filter((record): record is Face => record.kind === "face" && !!record.embedding);
  const answers = probes.length === 0 ? [] : await gallery.identify(probes, search);
  const found = new Map(probes.map((face, i) => [face, answers[i]!]));
  return batch.map((record) => {
    if (record.kind !== "face") return record;
    const answer = found.get(record);
    if (answer === undefined) return failureOf(stage, noVector(record), itemOf(record));
    onFace?.(answer.matches.length, answer);
    return { ...record, matches: answer.matches.map((match) => matchRecord(gallery.name, match)) };
  });
}

/** A match as it stands in a record; confidences with six digits, which is all that float32 vectors carry. */
export function matchRecord(
  gallery: string,
  { id, confidence, meta, person, facts }: Identification["matches"][number],
): { [key: string]: Json } {
  return {
    gallery,
    id: formatId(id),
    confidence: Math.round(confidence * 1e6) / 1e6,
    ...(typeof meta.name === "string" && { name: meta.name }),
    meta: meta as { [key: string]: Json },
    ...(facts.faceId !== undefined && { faceId: facts.faceId }),
    ...(person !== undefined && { personId: formatId(person) }),
  };
}

function noVector({ faceId }: Face): FacepipeError {
  const message = `Cannot identify face ${faceId}: it has no embedding, pass it through embed first`;
  return new FacepipeError("EXTRACTION_ERROR", message, { param: "embedding" });
}
