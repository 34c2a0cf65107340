/**
 * Search through the approximate index: it proposes rows, and those that a query allows are compared
 * exactly. Where too few are left, or what was found is hardly closer than the rest, it is asked for
 * more; where that would cost more than exact search, the query goes there.
 * @module
 */
import type { VectorHit, VectorQuery } from "../../core/mod.ts";
import type { Graph, Proposal } from "./graph.ts";
import { byRank, hitOf } from "./hits.ts";
import type { RowSet } from "./row_set.ts";
import { firstAtLeast } from "./scan.ts";

/**
 * Nodes to look at first where there is a threshold. That does for hits which stand out from the last
 * node by {@linkcode CLEAR}, as photos of one person do: at a million faces of 512 dimensions, recall@10
 * with the usual threshold is 0.994. Without a threshold there are seldom hits enough that stand out.
 */
const QUICK_NODES = 400;
const CLEAR = 0.15;

/**
 * Nodes to look at where hits do not stand out: so many up to 100,000 faces, and `rows^0.7` as many in
 * larger galleries. Without a threshold, recall@10 of 900 queries among 131,072 faces is 0.991 with 600
 * nodes and 0.989 with 500; at a million it takes 2,400 for 0.99.
 */
const NODES = 500;
const NODES_AT = 100_000;
const GROWTH = 0.7;

/** More nodes than this are never looked at. */
const MOST_NODES = 16_384;

/** What looking at a node and comparing a row cost, in microseconds on a core of 2024. */
const NODE_COST = 5;
const ROW_COST = 0.2;

/**
 * Proposed rows that are compared exactly, for each one wanted and at least: the index knows vectors to
 * eight bits, so its order is about right. Of the ten nearest of 300 faces among 131,072 the last one was
 * number 28 in that order; with 24 compared, 2 of the 3,000 would have been missed.
 */
const COMPARED = 4;
const LEAST_COMPARED = 32;

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
  const enough = Math.max(nodesFor(graph.info.size), 2 * wanted);
  let nodes = Math.max(query.minSimilarity > CLEAR ? QUICK_NODES : enough, wanted / share);
  while (nodes <= most) {
    query.signal?.throwIfAborted();
    const proposal = await graph.propose(query.vector, Math.ceil(nodes));
    const found = compare(rows, proposal, query, allowed, wanted);
    if (found && (nodes >= enough || standOut(found, proposal, query))) return found;
    nodes = Math.max(enough, found ? 0 : 4 * nodes);
  }
  return undefined;
}

function nodesFor(rows: number): number {
  return Math.min(MOST_NODES, NODES * Math.max(1, rows / NODES_AT) ** GROWTH);
}

/** Whether every hit of the answer is so much closer than the last node that no other was missed. */
function standOut(hits: readonly VectorHit[], { similarities }: Proposal, query: VectorQuery): boolean {
  const last = [...hits].sort(byRank)[query.limit - 1]?.similarity ?? -1;
  return Math.max(last, query.minSimilarity) >= (similarities.at(-1) ?? -1) + CLEAR;
}

/** The hits of a proposal; undefined where it may be too short. */
function compare(
  rows: RowSet,
  { rows: proposed, similarities, isAll }: Proposal,
  query: VectorQuery,
  allowed: Int32Array | undefined,
  wanted: number,
): VectorHit[] | undefined {
  const hits: VectorHit[] = [];
  let compared = 0;
  for (let i = 0; i < proposed.length; i++) {
    const row = Number(proposed[i]);
    if (similarities[i]! < query.minSimilarity - ERROR) return hits;
    if (!rows.isLive(row) || (allowed && allowed[firstAtLeast(allowed, row)] !== row)) continue;
    const hit = hitOf(rows, row, query);
    // On a later page, the rows of the pages before do not count.
    if (hit || !query.after) compared++;
    if (hit) hits.push(hit);
    if (compared === wanted) return hits;
  }
  return isAll ? hits : undefined;
}
