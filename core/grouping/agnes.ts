/**
 * Average linkage by ml-hclust, for small components.
 * @module
 */
import type { Cluster } from "ml-hclust";
import type { PairSimilarities } from "./pair_similarities.ts";

/**
 * Clusters while two clusters have a mean similarity of at least `threshold`, in O(m³).
 *
 * @returns The clusters, each in ascending order, in the order of their smallest faces.
 */
export async function agnesClusters(pairs: PairSimilarities, threshold: number): Promise<number[][]> {
  const { agnes } = await import("ml-hclust");
  const root = agnes(distanceMatrix(pairs), { method: "average", isDistanceMatrix: true });
  const clusters = cut(root, -threshold).map((cluster) => leavesOf(cluster).sort((a, b) => a - b));
  return clusters.sort((a, b) => a[0]! - b[0]!);
}

/** Similarities as distances. Not `1 − s` but `−s`, which loses no digit; the tree is the same. */
function distanceMatrix(pairs: PairSimilarities): number[][] {
  const rows = Array.from({ length: pairs.count }, () => new Array<number>(pairs.count).fill(0));
  let next = 0;
  for (let i = 0; i < pairs.count; i++) {
    for (let j = 0; j < i; j++) {
      const distance = -pairs.values[next++]!;
      rows[i]![j] = distance;
      rows[j]![i] = distance;
    }
  }
  return rows;
}

/** The largest subtrees that were merged at `height` or below. */
function cut(root: Cluster, height: number): Cluster[] {
  if (root.isLeaf || root.height <= height) return [root];
  return root.children.flatMap((child) => cut(child, height));
}

/** The numbers of the faces in a subtree. */
function leavesOf(cluster: Cluster): number[] {
  return cluster.isLeaf ? [cluster.index] : cluster.children.flatMap(leavesOf);
}
