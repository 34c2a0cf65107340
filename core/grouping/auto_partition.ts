/**
 * Splits faces into people without a threshold given.
 *
 * 1. Average linkage of the good faces at a strict cut gives clusters that are surely one person.
 * 2. Clusters are merged, best first, by their mean vectors, at a cut that follows from the
 *    false-accept curve and from how many clusters are left.
 * 3. Poor faces are added to the cluster that they are nearest to, at the cut of step 2. What is left
 *    of them stays alone, but for faces that are as good as the same.
 * @module
 */
import { type Calibration, DEFAULT_CALIBRATION } from "../calibration.ts";
import { firstCut, joinCut, poorCut } from "./auto_cuts.ts";
import { averageLinkage } from "./average_linkage.ts";
import type { Candidates } from "./candidates.ts";
import { likenessOfMeans, MeanClusters } from "./mean_clusters.ts";
import { mergeMeans } from "./merge_means.ts";
import type { Partition } from "./partition.ts";
import { PhotoSets, partPhotos } from "./photo_sets.ts";
import { isPoor, nearestClusters } from "./poor_faces.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { takeRows } from "./vectors.ts";

/** How {@linkcode autoPartition} works. */
export interface AutoSettings {
  /** The false-accept curve of the embedder. Default: that of the default pack. */
  readonly calibration?: Calibration | undefined;
  /** Whether two faces of one photo are never one person. Default: false. */
  readonly onePerPhoto?: boolean | undefined;
}

/** Splits the faces into people at cuts that suit the album. */
export async function autoPartition(
  candidates: Candidates,
  { calibration = DEFAULT_CALIBRATION, onePerPhoto = false }: AutoSettings,
  blocks: SimilarityBlocks,
): Promise<Partition> {
  const { vectors, photos, quality } = candidates;
  const all = Array.from(candidates.ids, (_, row) => row);
  const poor = all.filter((row) => isPoor(quality, row));
  const good = all.filter((row) => !isPoor(quality, row));
  const sure = await linkRows(candidates, good, firstCut(good.length, calibration), blocks);
  const clusters = new MeanClusters(
    vectors,
    onePerPhoto ? partPhotos(sure, photos, vectors) : sure,
    likenessOfMeans,
  );
  const inPhotos = onePerPhoto ? new PhotoSets(photos, clusters.rows()) : undefined;
  await mergeMeans(
    clusters,
    {
      cut: (live) => joinCut(good.length, live, calibration),
      mayMerge: (a, b) => !inPhotos?.clash(a, b),
      merged: (a, b) => inPhotos?.merged(a, b),
    },
    blocks,
  );
  const cuts = {
    join: joinCut(good.length, clusters.live, calibration),
    poor: (left: number) => poorCut(Math.max(good.length, left), Math.max(clusters.live, left), calibration),
  };
  return {
    clusters: await addPoorFaces(candidates, clusters.rows(), poor, cuts, onePerPhoto, blocks),
    threshold: cuts.join,
  };
}

/** Average linkage of some of the faces. */
async function linkRows(
  { ids, vectors }: Candidates,
  rows: readonly number[],
  threshold: number,
  blocks: SimilarityBlocks,
): Promise<number[][]> {
  if (rows.length === 0) return [];
  const names = rows.map((row) => ids[row]!);
  const some = rows.length === vectors.count ? vectors : takeRows(vectors, rows);
  const clusters = await averageLinkage(names, some, threshold, blocks);
  return clusters.map((cluster) => cluster.map((at) => rows[at]!));
}

/** The clusters with the poor faces added, and what is left of those. */
async function addPoorFaces(
  candidates: Candidates,
  clusters: readonly number[][],
  poor: readonly number[],
  cuts: { readonly join: number; readonly poor: (left: number) => number },
  onePerPhoto: boolean,
  blocks: SimilarityBlocks,
): Promise<number[][]> {
  const { vectors, photos } = candidates;
  const inPhotos = onePerPhoto ? new PhotoSets(photos, clusters) : undefined;
  const nearest = await nearestClusters(
    vectors,
    {
      rows: poor,
      means: new MeanClusters(vectors, clusters, likenessOfMeans).units,
      cut: cuts.join,
      mayJoin: (row, cluster) => !inPhotos?.holds(cluster, row),
    },
    blocks,
  );
  const grown = clusters.map((rows) => [...rows]);
  for (const [row, cluster] of nearest) grown[cluster]!.push(row);
  const left = poor.filter((row) => !nearest.has(row));
  const people = [...grown, ...(await linkRows(candidates, left, cuts.poor(left.length), blocks))];
  const parted = onePerPhoto ? partPhotos(sorted(people), photos, vectors) : people;
  return sorted(parted);
}

/** Rows ascending, clusters in the order of their smallest rows. */
function sorted(clusters: readonly number[][]): number[][] {
  return clusters.map((rows) => [...rows].sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);
}
