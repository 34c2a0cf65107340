/**
 * Average linkage by following nearest neighbours: O(m²) where looking for the closest pair of all
 * clusters again and again costs O(m³), with the same result (Müllner, "Modern hierarchical,
 * agglomerative clustering algorithms", arXiv:1109.2378, §3.2).
 * @module
 */
import type { Linkage } from "./linkage.ts";
import { Pause } from "./pause.ts";

/**
 * Merges clusters while two of them have a mean similarity of at least `threshold`.
 *
 * A mean never rises above the higher of the two means it is made of. So a cluster whose nearest
 * neighbour is below the threshold is finished, and pairs that are each other's nearest can merge
 * at once, in whatever order they are found.
 *
 * @param onMerge Called for every merge of two clusters into the first.
 */
export async function followNeighborChain(
  linkage: Linkage,
  threshold: number,
  onMerge: (cluster: number, other: number) => void,
): Promise<void> {
  const chain: number[] = [];
  const pause = new Pause();
  for (;;) {
    if (pause.due()) await pause.take();
    const top = chain.at(-1) ?? linkage.any();
    if (top < 0) return;
    if (chain.length === 0) chain.push(top);
    const previous = chain.at(-2) ?? -1;
    const next = linkage.nearest(top, previous);
    if (next.cluster < 0 || next.similarity < threshold) {
      linkage.retire(top);
      chain.pop();
    } else if (next.cluster === previous) {
      linkage.merge(previous, top);
      onMerge(previous, top);
      chain.length -= 2;
    } else {
      extend(chain, next.cluster);
    }
  }
}

/**
 * Puts a cluster on the chain. Similarities rise along it, so none comes twice, unless the last
 * bit of a sum was rounded up; then the chain goes on from where it met itself.
 */
function extend(chain: number[], cluster: number): void {
  const met = chain.indexOf(cluster);
  if (met < 0) chain.push(cluster);
  else chain.length = met + 1;
}
