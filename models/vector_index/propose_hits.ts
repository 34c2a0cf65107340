/**
 * Search through the approximate index: it proposes rows, and those that a query allows are compared
 * exactly. Where too few are left, it is asked for more; where that would cost more than exact search,
 * the query goes there.
 * @module
 */
import type { VectorHit, VectorQuery } from "../../core/mod.ts";
import type { Graph, Proposal } from "./graph.ts";
import { hitOf } from "./hits.ts";
import type { RowSet } from "./row_set.ts";
import { firstAtLeast } from "./scan.ts";

/**
 * Nodes to look at for a recall@10 of 0.99 without a threshold, which is harder than any: so many at
 * 100,000 faces of 512 dimensions, and `rows^0.63` as many in larger galleries (at a million, 4.25 times
 * as many gave the same recall).
 */
const NODES = 220;
const NODES_AT = 100_000;
const GROWTH = 0.63;

/** More nodes than this are never looked at. */
const MOST_NODES = 16_384;

/** What looking at a node and comparing a row cost, in microseconds on a core of 2024. */
const NODE_COST = 5;
const ROW_COST = 0.2;

/**
 * Proposed rows that are compared exactly, for each one wanted and at least: the index knows vectors to
 * eight bits, so its order is about right.
 */
const COMPARED = 6;
const LEAST_COMPARED = 64;

/** Greatest error of a similarity of the index. */
const ERROR = 0.05;

/**
 * Hits among the rows of the index: more than are wanted, where there are so many.
 *
 * @returns undefined where exact search is cheaper, or the only way.
 * @throws DamagedIndex; UnusableGraph.
 */
export async function proposeHits(
  rows: RowSet,
  graph: Graph,
  query: VectorQuery,
  allowed: Int32Array | undefined,
): Promise<VectorHit[] | undefined> {
  const candidates = allowed ? firstAtLeast(allowed, graph.info.rows) : graph.info.size;
  const wanted = Math.max(LEAST_COMPARED, COMPARED * query.limit);
  const most = Math.min(MOST_NODES, (candidates * ROW_COST) / NODE_COST);
  const share = candidates / graph.info.size;
  let nodes = Math.max(nodesFor(graph.info.size), wanted / share);
  for (; nodes <= most; nodes *= 4) {
    query.signal?.throwIfAborted();
    const proposal = await graph.propose(query.vector, Math.ceil(nodes));
    const found = compare(rows, proposal, query, allowed, wanted);
    if (found) return found;
  }
  return undefined;
}

function nodesFor(rows: number): number {
  return NODES * Math.max(1, rows / NODES_AT) ** GROWTH;
}

/** The hits of a proposal; undefined where it may be too short. */
function compare(
  rows: RowSet,
  { rows: proposed, least }: Proposal,
  query: VectorQuery,
  allowed: Int32Array | undefined,
  wanted: number,
): VectorHit[] | undefined {
  const hits: VectorHit[] = [];
  let compared = 0;
  for (const row of proposed) {
    if (!rows.isLive(row) || (allowed && allowed[firstAtLeast(allowed, row)] !== row)) continue;
    const hit = hitOf(rows, row, query);
    // On a later page, the rows of the pages before do not count.
    if (hit || !query.after) compared++;
    if (hit) hits.push(hit);
    if (compared === wanted) return hits;
  }
  return least < query.minSimilarity - ERROR ? hits : undefined;
}
