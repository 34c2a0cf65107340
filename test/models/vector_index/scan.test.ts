/**
 * Exact search in a file of more vectors than go into one product.
 * @module
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { rowSum } from "../../../models/vector_index/checksum.ts";
import { MemoryRows } from "../../../models/vector_index/memory_rows.ts";
import { RowSet } from "../../../models/vector_index/row_set.ts";
import { Scanner } from "../../../models/vector_index/scan.ts";
import { Segment } from "../../../models/vector_index/segment.ts";
import { TopRows } from "../../../models/vector_index/top_rows.ts";
import { writeSegment } from "../../../models/vector_index/write_segment.ts";
import { randomVector, seeded } from "../../tools/random_vectors.ts";

const DIMENSIONS = 3;
const ROWS = 2 * 131_072 + 5000;
const LIMIT = 20;

const random = seeded(5);
const vectors = Array.from({ length: ROWS }, () => Float32Array.from(randomVector(random, DIMENSIONS)));
const queries = [vectors[7]!, vectors[200_000]!];
const folder = mkdtempSync(join(tmpdir(), "facepipe-scan-"));
const scanner = new Scanner();
let rows: RowSet;

before(async () => {
  const memory = new MemoryRows(DIMENSIONS);
  for (const [i, vector] of vectors.entries()) memory.add(BigInt(i), vector, rowSum(vector));
  const owner = { source: "gallery-1", embedder: "test@0123456789ab", dimensions: DIMENSIONS };
  await writeSegment(folder, "wide.vectors", owner, [memory], "all");
  rows = new RowSet(DIMENSIONS, [new Segment(folder, "wide.vectors", { ...owner, rows: ROWS })]);
});

after(async () => {
  await scanner.close();
  for (const segment of rows.segments) await segment.close();
  rmSync(folder, { recursive: true });
});

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}

/** The rows that are best by plain products. */
function bestOf(query: Float32Array, among: readonly number[]): number[] {
  const scores = Float32Array.from(vectors, (vector) => dot(query, vector));
  return [...among].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, LIMIT);
}

const everyRow = vectors.map((_, row) => row);

for (const [what, from, isAllowed] of [
  ["all rows", 0, undefined],
  ["the rows behind one in the midst of a product", 100_000, undefined],
  ["the last few rows", ROWS - 100, undefined],
  ["few rows", 0, (row: number) => row % 1000 === 7],
  ["half of the rows", 0, (row: number) => row % 2 === 1],
  ["half of the rows behind some", 140_001, (row: number) => row % 2 === 1],
] as const) {
  test(`finds the best of ${what}`, async () => {
    const among: readonly number[] = everyRow.filter((row) => row >= from && (isAllowed?.(row) ?? true));
    const tops = queries.map(() => new TopRows({ limit: LIMIT, least: -99 }, (row) => rows.isLive(row)));
    const allowed = isAllowed && Int32Array.from(everyRow.filter(isAllowed));
    const joined = Float32Array.from(queries.flatMap((query) => [...query]));
    await scanner.scan(rows, { queries: joined, tops, from, allowed });
    for (const [i, top] of tops.entries()) {
      const found = [...top.rows()];
      assert.ok(found.every((row) => row >= from && (isAllowed?.(row) ?? true)));
      for (const row of bestOf(queries[i]!, among)) assert.ok(found.includes(row), `row ${row}`);
    }
  });
}
