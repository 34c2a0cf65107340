/**
 * Names the clusters and says how well each face fits its own.
 * @module
 */
import { dot } from "./dot_products.ts";
import type { Vectors } from "./vectors.ts";

/** What grouping says about a face. */
export interface Membership {
  readonly person: string;
  /** Mean cosine similarity to the other faces of the person; absent where there is none. */
  readonly personScore?: number;
}

/**
 * A name and a score for each face. The largest cluster is `person-0001`; of equally large ones
 * the one with the lowest face comes first.
 *
 * @param clusters Ascending row numbers, every row in exactly one cluster.
 */
export function nameClusters(clusters: readonly number[][], vectors: Vectors): Membership[] {
  const ranked = [...clusters].sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  const width = Math.max(4, String(ranked.length).length);
  const members = new Array<Membership>(vectors.count);
  for (const [rank, cluster] of ranked.entries()) {
    const person = `person-${String(rank + 1).padStart(width, "0")}`;
    const scores = scoresOf(cluster, vectors);
    for (const [i, row] of cluster.entries()) {
      const personScore = scores[i];
      members[row] = personScore === undefined ? { person } : { person, personScore };
    }
  }
  return members;
}

/**
 * Each face's mean similarity to the others, by the sum of all vectors of the cluster. Six digits:
 * float32 vectors carry no more.
 */
function scoresOf(cluster: readonly number[], { data, dimension }: Vectors): number[] {
  if (cluster.length === 1) return [];
  const sum = new Float64Array(dimension);
  for (const row of cluster) {
    for (let k = 0; k < dimension; k++) sum[k]! += data[row * dimension + k]!;
  }
  return cluster.map((row) => {
    const own = dot(data, row * dimension, data, row * dimension, dimension);
    const others = dot(data, row * dimension, sum, 0, dimension) - own;
    return Math.round((others / (cluster.length - 1)) * 1e6) / 1e6;
  });
}
