/**
 * People whose names are known before an album is grouped.
 * @module
 */
import { streamError } from "../errors.ts";
import type { FaceRecord } from "../records.ts";
import { dot } from "./dot_products.ts";
import { isMadeUpName } from "./made_up_names.ts";
import { faceName, VectorSpace } from "./vector_space.ts";
import { lengthOf } from "./vectors.ts";

/** A known person who may be the one that was asked about. */
export interface KnownMatch {
  readonly name: string;
  /** Cosine similarity, −1 to 1. */
  readonly similarity: number;
}

/** Knows people by name: a file of named embeddings, or a gallery. */
export interface KnownPeople {
  /** Who made its vectors, as `name@sha256[:12]`; undefined where it does not say. */
  readonly embedder: string | undefined;
  /** Length of its vectors. */
  readonly dimension: number;
  /**
   * The people who resemble each of the vectors most, each name at most once, best first; at least
   * two where it knows so many.
   *
   * @param queries Unit vectors.
   */
  identify(queries: readonly Float32Array[]): Promise<readonly (readonly KnownMatch[])[]>;
}

/**
 * Known people from faces that have `person` and `embedding`; other records do not count, nor does a
 * person whom nobody named, such as `person-0001`. How much somebody resembles a person is the cosine
 * to the mean of the person's vectors.
 *
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, where vectors cannot be compared, or there are none.
 *
 * @example
 * ```ts
 * import { type Face, knownPeople } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * async function* faces() {
 *   yield { kind: "face", faceId: "a-0", person: "Ann", embedding: Float32Array.of(1, 0) } satisfies Face;
 *   yield { kind: "face", faceId: "b-0", person: "Bob", embedding: Float32Array.of(0, 1) } satisfies Face;
 * }
 * const known = await knownPeople(faces());
 * const [matches] = await known.identify([Float32Array.of(0, 1)]);
 * assert.deepEqual(matches, [
 *   { name: "Bob", similarity: 1 },
 *   { name: "Ann", similarity: 0 },
 * ]);
 * ```
 */
export async function knownPeople(records: AsyncIterable<FaceRecord>): Promise<KnownPeople> {
  const space = new VectorSpace();
  const vectors = new Map<string, Map<string, Float32Array>>();
  let embedder: string | undefined;
  for await (const record of records) {
    if (record.kind !== "face" || !record.person || record.embedding === undefined) continue;
    if (isMadeUpName(record.person)) continue;
    space.check(record, record.embedding);
    embedder ??= record.embedder;
    const name = record.person.normalize("NFC");
    const faces = vectors.get(name) ?? new Map<string, Float32Array>();
    // The same face twice counts once.
    if (faces.has(record.faceId) && !isEqual(faces.get(record.faceId)!, record.embedding)) {
      throw streamError(faceName(record), "the face comes twice, with different vectors", "embedding");
    }
    vectors.set(name, faces.set(record.faceId, record.embedding));
  }
  if (vectors.size === 0) throw streamError("input", "no face has both a named person and an embedding");
  const people = [...vectors]
    .map(([name, faces]) => ({ name, mean: directionOf([...faces].sort(byId).map(([, vector]) => vector)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const dimension = people[0]!.mean.length;
  return {
    embedder,
    dimension,
    async identify(queries) {
      return queries.map((query) =>
        people
          .map(({ name, mean }) => ({ name, similarity: dot(query, 0, mean, 0, dimension) }))
          .sort((a, b) => b.similarity - a.similarity),
      );
    },
  };
}

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, k) => value === b[k]);
}

/** The mean of unit vectors, scaled to unit length. */
function directionOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) {
    const scale = 1 / lengthOf(vector);
    for (let k = 0; k < sum.length; k++) sum[k]! += vector[k]! * scale;
  }
  const length = lengthOf(sum);
  return length === 0 ? sum : sum.map((value) => value / length);
}
