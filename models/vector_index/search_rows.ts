/**
 * Answers queries: picks for each the cheaper of the ways that find what it asks for, exact search or the
 * approximate index, and computes the similarities of what was found from the float32 vectors.
 * @module
 */
import type { VectorHit, VectorQuery } from "../../core/mod.ts";
import type { Graph } from "./graph.ts";
import { byRank, hitOf } from "./hits.ts";
import { ROWS_IN_PRODUCT } from "./mapped_rows.ts";
import { proposeHits } from "./propose_hits.ts";
import type { RowSet } from "./row_set.ts";
import type { Scanner } from "./scan.ts";
import { TopRows } from "./top_rows.ts";

/** Most scores that one matrix product gives, so that it holds the process for some 20 ms only. */
const SCORES_IN_PRODUCT = 1 << 21;

/** Queries of one product, at most. */
const QUERIES_IN_PRODUCT = 64;

/** What is searched. */
export interface Searched {
  readonly rows: RowSet;
  readonly graph: Graph | undefined;
  readonly scanner: Scanner;
}

/** A query on its way. */
interface Job {
  readonly query: VectorQuery;
  readonly allowed: Int32Array | undefined;
  readonly top: TopRows;
  /** What the approximate index found. */
  readonly near: readonly VectorHit[];
  /** The first row that is still to be compared. */
  readonly from: number;
}

/**
 * The hits of each query, in their order.
 *
 * @throws DamagedIndex; UnusableGraph; the reason of a query's signal.
 */
export async function searchRows(
  searched: Searched,
  queries: readonly VectorQuery[],
): Promise<VectorHit[][]> {
  const jobs: Job[] = [];
  for (const query of queries) jobs.push(await prepare(searched, query));
  for (const batch of batches(jobs, searched.rows.count)) await scanBatch(searched, batch);
  return jobs.map((job) => answer(searched.rows, job));
}

async function prepare({ rows, graph }: Searched, query: VectorQuery): Promise<Job> {
  query.signal?.throwIfAborted();
  const { limit, minSimilarity, after } = query;
  const allowed = query.allowed && rows.rowsOf(query.allowed);
  const range = { limit, least: minSimilarity, greatest: after?.similarity };
  const top = new TopRows(range, (row) => rows.isLive(row));
  const near = graph && (await proposeHits(rows, graph, query, allowed));
  return { query, allowed, top, near: near ?? [], from: near ? graph!.info.rows : 0 };
}

/** Queries that go through the rows together. */
function* batches(jobs: readonly Job[], rows: number): Iterable<readonly Job[]> {
  const size = Math.min(
    QUERIES_IN_PRODUCT,
    Math.floor(SCORES_IN_PRODUCT / Math.min(rows + 1, ROWS_IN_PRODUCT)),
  );
  for (const start of new Set(jobs.map(({ from }) => from))) {
    const same = jobs.filter(({ from, allowed }) => from === start && !allowed);
    for (let i = 0; i < same.length; i += size) yield same.slice(i, i + size);
  }
  for (const job of jobs) if (job.allowed) yield [job];
}

async function scanBatch({ rows, scanner }: Searched, jobs: readonly Job[]): Promise<void> {
  const queries = new Float32Array(jobs.length * rows.dimensions);
  for (const [i, { query }] of jobs.entries()) queries.set(query.vector, i * rows.dimensions);
  const [{ from, allowed, query }] = jobs as [Job];
  await scanner.scan(rows, {
    queries,
    tops: jobs.map(({ top }) => top),
    from,
    allowed,
    signal: query.signal,
  });
}

function answer(rows: RowSet, { query, top, near }: Job): VectorHit[] {
  const hits = [...near];
  for (const row of top.rows()) {
    const hit = hitOf(rows, row, query);
    if (hit) hits.push(hit);
  }
  return hits.sort(byRank).slice(0, query.limit);
}
