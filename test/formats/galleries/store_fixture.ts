/**
 * Faces, documents and expectations for tests of gallery stores.
 * @module
 */
import {
  byRank,
  type DocumentCondition,
  type FaceCondition,
  type FaceMatch,
  type FaceQuery,
  type FaceSearch,
  type GalleryFace,
  type GalleryStore,
  metaTerms,
  type StoredDocument,
  type Uint64,
} from "../../../core/mod.ts";
import { randomVector, seeded } from "../../tools/random_vectors.ts";

/** Embedder of the test faces. */
export const EMBEDDER = "test@0123456789ab";

/** Length of the vectors of the test faces. */
export const LENGTH = 16;

/** A vector of unit length that depends on nothing but the seed. */
export function unitVector(seed: number, length = LENGTH): Float32Array {
  const values = randomVector(seeded(seed), length);
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
}

/** A face, of which the id decides everything that is not given. */
export function face(id: Uint64 | number, more: Partial<GalleryFace> = {}): GalleryFace {
  const known = BigInt(id);
  return {
    id: known,
    embedder: EMBEDDER,
    embedding: unitVector(Number(known & 0xffff_ffffn)),
    meta: {},
    facts: {},
    ...more,
  };
}

/** A new document. */
export function document(key: string, more: Partial<StoredDocument> = {}): StoredDocument {
  return { key, body: JSON.stringify({ _id: key }), terms: [], version: 1, ...more };
}

/** Makes a gallery. */
export async function makeGallery(store: GalleryStore, owner: string, name: string): Promise<void> {
  await store.createGallery(owner, name, document(name));
}

/** A search for everything like a vector; narrow it down with `more`. */
export function searchFor(vector: Float32Array, more: Partial<FaceSearch> = {}): FaceSearch {
  return { embedder: EMBEDDER, vector, conditions: [], limit: 10, minSimilarity: -1, ...more };
}

/** Whether a face meets a condition: what every store has to agree with. */
export function meets({ id, person, meta }: GalleryFace, condition: FaceCondition): boolean {
  if (condition.on === "person") return person !== undefined && condition.anyOf.includes(person);
  if (condition.on === "id") {
    if ("anyOf" in condition) return condition.anyOf.includes(id);
    return (condition.min ?? 0n) <= id && id <= (condition.max ?? 2n ** 64n);
  }
  const terms = metaTerms(meta)
    .filter(({ field }) => field === condition.key)
    .map(({ text }) => text);
  if ("anyOf" in condition) return condition.anyOf.some((text) => terms.includes(text));
  if ("allOf" in condition) return condition.allOf.every((text) => terms.includes(text));
  return terms.some((text) => isBetween(text, condition));
}

/** Whether a document has a term that a condition wants. */
export function documentMeets({ terms }: StoredDocument, condition: DocumentCondition): boolean {
  return terms
    .filter(({ field }) => field === condition.field)
    .some(({ text }) => ("anyOf" in condition ? condition.anyOf.includes(text) : isBetween(text, condition)));
}

function isBetween(text: string, { min, max }: { min?: string; max?: string }): boolean {
  const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return (min === undefined || compare(text, min) >= 0) && (max === undefined || compare(text, max) <= 0);
}

/** The exact answer to a search among these faces, in doubles. */
export function exactMatches(faces: readonly GalleryFace[], search: FaceSearch): FaceMatch[] {
  return faces
    .filter((candidate) => search.conditions.every((condition) => meets(candidate, condition)))
    .map(({ id, embedding }) => ({
      id,
      similarity: embedding.reduce((sum, value, i) => sum + value * search.vector[i]!, 0),
    }))
    .filter(({ similarity }) => similarity >= search.minSimilarity)
    .sort(byRank)
    .slice(0, search.limit);
}

/** All ids of a query, page by page. */
export async function idsOf(
  store: GalleryStore,
  owner: string,
  gallery: string,
  query: Partial<FaceQuery> = {},
): Promise<Uint64[]> {
  const ids: Uint64[] = [];
  const limit = query.limit ?? 7;
  for (;;) {
    const after = ids.at(-1);
    const page = { conditions: [], ...query, limit, ...(after === undefined ? {} : { after }) };
    const { rows } = await store.pageFaces(owner, gallery, page);
    ids.push(...rows.map(({ id }) => id));
    if (rows.length < limit) return ids;
  }
}
