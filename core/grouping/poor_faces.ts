/**
 * Faces too poor to say who somebody is by themselves.
 *
 * Tiny, blurred and doubtful faces of different people resemble each other: of pairs in the
 * background of LFW, 3 % reach a cosine of 0.43, which 0.01 % of the portraits do. They resemble
 * portraits no more than others do, though. So a poor face may be added to a person, but people are
 * neither founded on poor faces nor joined by them.
 * @module
 */
import type { FaceQuality } from "./candidates.ts";
import { visitCrossEdges } from "./cross_edges.ts";
import { dot } from "./dot_products.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { takeRows, type Vectors } from "./vectors.ts";

/** Below this confidence of the detector many faces are none. */
const SURE = 0.95;

/** Below this shorter side, in pixels, an embedder sees mostly what enlarging makes of a face. */
const CLEAR_SIDE = 32;

/** Below this variance of the Laplacian a face is a smear. */
const CLEAR_BLUR = 30;

/** More than the rounding of a product in float32. */
const ROUNDING = 1e-4;

/** Whether a face is too poor to found a person. What is unknown counts as good. */
export function isPoor({ score, side, blur }: FaceQuality, row: number): boolean {
  return score[row]! < SURE || side[row]! < CLEAR_SIDE || blur[row]! < CLEAR_BLUR;
}

/** Looks for the cluster that each face is nearest to. */
export interface Nearest {
  /** Rows of the faces. */
  readonly rows: readonly number[];
  /** The mean vectors of the clusters, as unit vectors. */
  readonly means: Vectors;
  /** The least cosine of a face and a mean. */
  readonly cut: number;
  /** Whether a face may be in a cluster. */
  readonly mayJoin: (row: number, cluster: number) => boolean;
}

/** The nearest cluster of each face, for faces that reach one; of equals the one that comes first. */
export async function nearestClusters(
  vectors: Vectors,
  { rows, means, cut, mayJoin }: Nearest,
  blocks: SimilarityBlocks,
): Promise<Map<number, number>> {
  const nearest = new Map<number, { cluster: number; cosine: number }>();
  const { data, dimension } = vectors;
  await visitCrossEdges(takeRows(vectors, rows), means, cut - ROUNDING, blocks, (i, cluster) => {
    const row = rows[i]!;
    const cosine = dot(data, row * dimension, means.data, cluster * dimension, dimension);
    const best = nearest.get(row);
    const better = cosine > (best?.cosine ?? -1) || (cosine === best?.cosine && cluster < best.cluster);
    if (cosine >= cut && better && mayJoin(row, cluster)) nearest.set(row, { cluster, cosine });
  });
  return new Map([...nearest].map(([row, { cluster }]) => [row, cluster]));
}
