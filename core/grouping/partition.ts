/**
 * Splits faces into people, by their vectors and what is known of their quality.
 * @module
 */
import { type AutoSettings, autoPartition } from "./auto_partition.ts";
import { averageLinkage, LINKAGE_LIMITS } from "./average_linkage.ts";
import type { Candidates } from "./candidates.ts";
import { MeanClusters, meanOfPairs } from "./mean_clusters.ts";
import type { OnMerge } from "./merge_log.ts";
import { mergeMeans } from "./merge_means.ts";
import { PhotoSets, partPhotos } from "./photo_sets.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";

/** A threshold, or that it is to be found. */
export type GroupThreshold = number | "auto";

/** How {@linkcode partition} works. */
export interface PartitionSettings extends AutoSettings {
  /**
   * Mean cosine similarity from which two clusters are one person, 0 to 1: plain average linkage.
   * With `auto` the cuts follow from the album, see `autoPartition`.
   */
  readonly threshold: GroupThreshold;
  /** Told of each merge of average linkage. */
  readonly onMerge?: OnMerge | undefined;
}

/** Faces split into people. */
export interface Partition {
  /** Ascending rows, each row in exactly one cluster; in the order of their smallest rows. */
  readonly clusters: number[][];
  /**
   * The similarity that the last clusters had to reach: by a number that of all pairs in the mean,
   * by `auto` the cosine of a face and the mean vector of a person.
   */
  readonly threshold: number;
}

/** Splits the faces into people. The result depends on the candidates alone, not on their order of arrival. */
export async function partition(
  candidates: Candidates,
  { threshold, onMerge, ...auto }: PartitionSettings,
  blocks: SimilarityBlocks,
): Promise<Partition> {
  if (threshold === "auto") return autoPartition(candidates, auto, blocks);
  const { ids, vectors, photos } = candidates;
  const clusters = await averageLinkage(ids, vectors, threshold, blocks, LINKAGE_LIMITS, onMerge);
  if (!auto.onePerPhoto) return { clusters, threshold };
  const parted = new MeanClusters(vectors, partPhotos(clusters, photos, vectors), meanOfPairs);
  const inPhotos = new PhotoSets(photos, parted.rows());
  const rule = {
    cut: () => threshold,
    mayMerge: (a: number, b: number) => !inPhotos.clash(a, b),
    merged: (a: number, b: number) => inPhotos.merged(a, b),
  };
  await mergeMeans(parted, rule, blocks);
  return { clusters: parted.rows(), threshold };
}
