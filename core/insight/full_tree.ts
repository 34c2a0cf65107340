/**
 * The tree of all joins that average linkage makes, whatever the threshold.
 * @module
 */
import { averageLinkage, LINKAGE_LIMITS } from "../grouping/average_linkage.ts";
import type { Candidates } from "../grouping/candidates.ts";
import type { SimilarityBlocks } from "../grouping/similarity_blocks.ts";
import { JoinTree, MergeLog } from "./join_tree.ts";

/** Faces of which the whole tree is made; of more only what is at most so far below the threshold. */
const WHOLE_TREE_FACES = 20_000;
const REACH = 0.15;

/** The similarity down to which it pays to look at joins. */
export function leastLevel(faces: number, threshold: number): number {
  return faces <= WHOLE_TREE_FACES ? 0 : Math.max(0, Math.round((threshold - REACH) * 100) / 100);
}

/**
 * Joins faces down to a similarity. Cut at any threshold above it, the tree has the people that
 * grouping at that threshold gives.
 */
export async function joinTree(
  { ids, vectors }: Candidates,
  least: number,
  blocks: SimilarityBlocks,
): Promise<JoinTree> {
  const log = new MergeLog();
  await averageLinkage(ids, vectors, least, blocks, LINKAGE_LIMITS, log.note);
  return JoinTree.of(vectors.count, log);
}
