/**
 * What an index of vectors must answer, computed the plain way from a Map.
 * @module
 */
import { dot, type VectorChange, type VectorHit, type VectorQuery } from "../../core/mod.ts";
import { clusteredVectors } from "./random_vectors.ts";

/** The vectors that an index should hold. */
export class ReferenceIndex {
  readonly vectors = new Map<bigint, Float32Array>();

  apply(changes: readonly VectorChange[]): void {
    for (const { id, vector } of changes) {
      if (vector) this.vectors.set(id, vector);
      else this.vectors.delete(id);
    }
  }

  search({ vector, limit, minSimilarity, allowed, after }: VectorQuery): VectorHit[] {
    const wanted = allowed && new Set(allowed);
    return [...this.vectors]
      .filter(([id]) => wanted?.has(id) ?? true)
      .map(([id, other]): VectorHit => {
        const similarity = dot(vector, 0, other, 0, vector.length);
        return { id, similarity: Math.max(-1, Math.min(1, similarity)) };
      })
      .filter((hit) => hit.similarity >= minSimilarity)
      .sort(byRank)
      .filter((hit) => !after || byRank(after, hit) < 0)
      .slice(0, limit);
  }
}

function byRank(a: VectorHit, b: VectorHit): number {
  return b.similarity - a.similarity || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Unit vectors of several persons, about ten each. */
export function faceLikeVectors(random: () => number, count: number, dimensions: number): Float32Array[] {
  const { data } = clusteredVectors(random, count, dimensions, Math.ceil(count / 10), 0.8);
  return Array.from({ length: count }, (_, i) => data.slice(i * dimensions, (i + 1) * dimensions));
}

/** Share of the wanted hits that were found. */
export function recall(found: readonly VectorHit[][], wanted: readonly VectorHit[][]): number {
  let hits = 0;
  let all = 0;
  for (const [i, list] of wanted.entries()) {
    const ids = new Set(found[i]!.map(({ id }) => id));
    hits += list.filter(({ id }) => ids.has(id)).length;
    all += list.length;
  }
  return hits / all;
}
