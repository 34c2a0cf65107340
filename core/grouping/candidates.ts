/**
 * The faces to group, as columns: row i of each belongs to the face `ids[i]`.
 * @module
 */
import type { Face } from "../records.ts";
import type { Gathered } from "./gathered.ts";
import type { Vectors } from "./vectors.ts";

/** No photo is known. */
export const NO_PHOTO = -1;

/** What is known of each face besides its vector; NaN where it is not. */
export interface FaceQuality {
  /** Confidence of the detector, 0 to 1. */
  readonly score: Float32Array;
  /** Variance of the Laplacian; higher is sharper. */
  readonly blur: Float32Array;
  /** Shorter side of the box, in pixels. */
  readonly side: Float32Array;
  /** 1 where the face passed no filter but is the best of its photo. */
  readonly elected: Uint8Array;
  /** 1 where a filter rejects the face. */
  readonly filtered: Uint8Array;
}

/** Faces to group. */
export interface Candidates {
  /** Face ids, ascending, no two the same. */
  readonly ids: readonly string[];
  /** One unit vector for each. */
  readonly vectors: Vectors;
  /** For each the number of its photo, or {@linkcode NO_PHOTO}. */
  readonly photos: Int32Array;
  readonly quality: FaceQuality;
  /** Who made the vectors, as `name@sha256[:12]`; undefined where the faces do not say. */
  readonly embedder: string | undefined;
}

/**
 * The faces that were gathered. Where records of one face differ, the lower value counts, whichever
 * came first.
 */
export function candidatesOf(gathered: Gathered, vectors: Vectors): Candidates {
  const { ids } = gathered;
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const names = new Array<string | undefined>(ids.length);
  const quality = unknownQuality(ids.length);
  let embedder: string | undefined;
  for (const record of gathered.records) {
    const row = record.kind === "face" ? rowOf.get(record.faceId) : undefined;
    if (record.kind !== "face" || row === undefined) continue;
    embedder ??= record.embedder;
    note(quality, row, record);
    const name = record.sha256 ?? record.path;
    const known = names[row];
    if (name !== undefined && (known === undefined || name < known)) names[row] = name;
  }
  return { ids, vectors, photos: numbered(names), quality, embedder };
}

/** Columns of faces of which nothing is known. */
export function unknownQuality(count: number): FaceQuality {
  return {
    score: new Float32Array(count).fill(Number.NaN),
    blur: new Float32Array(count).fill(Number.NaN),
    side: new Float32Array(count).fill(Number.NaN),
    elected: new Uint8Array(count),
    filtered: new Uint8Array(count),
  };
}

function note(quality: FaceQuality, row: number, { score, blur, bbox, elected, filtered }: Face): void {
  lower(quality.score, row, score);
  lower(quality.blur, row, blur);
  lower(quality.side, row, bbox && Math.min(bbox[2] - bbox[0], bbox[3] - bbox[1]));
  if (elected) quality.elected[row] = 1;
  if (filtered !== undefined) quality.filtered[row] = 1;
}

function lower(column: Float32Array, row: number, value: number | undefined): void {
  if (value !== undefined && !(column[row]! <= value)) column[row] = value;
}

/** Equal names as equal numbers, in the order of their first rows. */
function numbered(names: readonly (string | undefined)[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(names, (name) => {
    if (name === undefined) return NO_PHOTO;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}
