/**
 * The similarity of labelled pairs.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { faceName, VectorSpace } from "../grouping/vector_space.ts";
import { cosineSimilarity, type Vectors, writeUnitVector } from "../grouping/vectors.ts";
import type { Face } from "../records.ts";
import type { ScoredPair } from "./scored_pair.ts";

/** Two photos, by whatever names `faces` knows them, and whether they show one person. */
export interface PhotoPair {
  readonly left: string;
  readonly right: string;
  readonly same: boolean;
}

/**
 * Compares the faces of pairs of photos.
 *
 * @param faces The face that counts, for each photo that has one.
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, where a face has no vector, or one that cannot
 * be compared with the others.
 */
export function scorePairs(pairs: readonly PhotoPair[], faces: ReadonlyMap<string, Face>): ScoredPair[] {
  const space = new VectorSpace();
  const vectors = new Map<string, Float32Array>();
  for (const [photo, face] of faces) {
    if (face.embedding === undefined) throw noVector(face);
    space.check(face, face.embedding);
    vectors.set(photo, face.embedding);
  }
  return pairs.map(({ left, right, same }) => {
    const [a, b] = [vectors.get(left), vectors.get(right)];
    return { same, similarity: a && b && cosineSimilarity(a, b) };
  });
}

/**
 * The vectors of faces, scaled to unit length.
 *
 * @throws {FacepipeError} as {@linkcode scorePairs}.
 */
export function vectorsOf(faces: readonly Face[]): Vectors {
  const space = new VectorSpace();
  const dimension = faces[0]?.embedding?.length ?? 0;
  const data = new Float32Array(faces.length * dimension);
  for (const [i, face] of faces.entries()) {
    if (face.embedding === undefined) throw noVector(face);
    space.check(face, face.embedding);
    writeUnitVector(face.embedding, data.subarray(i * dimension, (i + 1) * dimension));
  }
  return { data, count: faces.length, dimension };
}

function noVector(face: Face): FacepipeError {
  const reason = "it has no embedding; pass the faces through embed first";
  return new FacepipeError("MALFORMED_REQUEST", `Cannot compare ${faceName(face)}: ${reason}`, {
    exit: EXIT.malformedInput,
    param: "embedding",
  });
}
