/**
 * How well clusters of faces match the people that they show.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { type PrecisionRecall, share, withF } from "./share.ts";

/** A face with the person it shows and the cluster it was put into. */
export interface LabelledFace {
  readonly label: string;
  /** Undefined where the face was not found: it then stands alone. */
  readonly cluster: string | undefined;
}

/** What `eval groups` prints. */
export interface GroupMetrics {
  /** Averages over faces: of how many of a face's cluster show its person, and the reverse. */
  readonly bcubed: PrecisionRecall;
  /** Over pairs of faces: of how many of those put together show one person, and the reverse. */
  readonly pairwise: PrecisionRecall;
  readonly clusters: number;
  readonly faces: number;
  /** Number of people in the labels. */
  readonly people: number;
}

/**
 * B-cubed (Bagga and Baldwin, "Entity-based cross-document coreferencing", 1998) and pairwise
 * precision, recall and F. Where there is no pair to be wrong about, pairwise values are 1.
 *
 * @throws {FacepipeError} BAD_PARAM, exit 2, without faces.
 *
 * @example
 * ```ts
 * import { groupMetrics } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const { bcubed, pairwise } = groupMetrics([
 *   { label: "ann", cluster: "1" },
 *   { label: "ann", cluster: "1" },
 *   { label: "bob", cluster: "1" },
 * ]);
 * assert.equal(bcubed.precision, (2 / 3 + 2 / 3 + 1 / 3) / 3);
 * assert.equal(bcubed.recall, 1);
 * assert.equal(pairwise.precision, 1 / 3);
 * ```
 */
export function groupMetrics(faces: readonly LabelledFace[]): GroupMetrics {
  if (faces.length === 0) {
    const reason = "there are no labelled faces";
    throw new FacepipeError("BAD_PARAM", `Cannot measure groups: ${reason}`, { exit: EXIT.usage });
  }
  const { labels, clusters, cells } = countFaces(faces);
  let precision = 0;
  let recall = 0;
  for (const { label, cluster, count } of cells) {
    precision += count ** 2 / clusters.get(cluster)!;
    recall += count ** 2 / labels.get(label)!;
  }
  const right = pairsIn(cells.map(({ count }) => count));
  return {
    bcubed: withF(precision / faces.length, recall / faces.length),
    pairwise: withF(share(right, pairsIn(clusters.values())), share(right, pairsIn(labels.values()))),
    clusters: clusters.size,
    faces: faces.length,
    people: labels.size,
  };
}

/** How many faces of one person are in one cluster. */
interface Cell {
  readonly label: string;
  readonly cluster: string;
  count: number;
}

/** Counts faces by label, by cluster, and by both. */
function countFaces(faces: readonly LabelledFace[]) {
  const labels = new Map<string, number>();
  const clusters = new Map<string, number>();
  const cells = new Map<string, Cell>();
  for (const [i, face] of faces.entries()) {
    const { label } = face;
    const cluster = face.cluster === undefined ? `alone ${i}` : `cluster ${face.cluster}`;
    labels.set(label, (labels.get(label) ?? 0) + 1);
    clusters.set(cluster, (clusters.get(cluster) ?? 0) + 1);
    const key = JSON.stringify([label, cluster]);
    const cell = cells.get(key) ?? { label, cluster, count: 0 };
    cell.count++;
    cells.set(key, cell);
  }
  return { labels, clusters, cells: [...cells.values()] };
}

/** Number of pairs within sets of these sizes. */
function pairsIn(sizes: Iterable<number>): number {
  let pairs = 0;
  for (const size of sizes) pairs += (size * (size - 1)) / 2;
  return pairs;
}
