/**
 * Loads usearch, and where what lies in its files (format 2, which usearch itself does not check: it
 * crashes on a file that is cut short).
 *
 * | bytes | content |
 * |---|---|
 * | 8 | number of rows, bytes of a vector: two unsigned 32-bit numbers |
 * | rows · dimensions | the vectors, one slot after the other |
 * | 64 | the header, which begins with "usearch" |
 * | 40 | five unsigned 64-bit numbers, among them the links of a node above and on the ground level |
 * | 2 · rows | the level of each slot, signed 16-bit |
 * | … | the nodes: key (8), level (2), then for each level the number of links (4) and room for links (4 each) |
 * @module
 */
import type { Index } from "usearch";
import { modelError, reasonOf } from "../../core/mod.ts";

/**
 * Links of a node, and how many nodes are looked at to find them. With more links a search looks at fewer
 * nodes for the same recall, but takes as long; building takes half as long again with twice as many.
 */
const CONNECTIVITY = 16;
const EXPANSION_ADD = 128;

/** The least number of nodes that a search looks at; it looks at as many as it is asked for. */
const EXPANSION_SEARCH = 64;

/** Bytes before the vectors. */
export const VECTORS_AT = 8;

const HEAD_BYTES = 64;
const GRAPH_HEAD_BYTES = 40;

/**
 * An empty index of angles between vectors of eight bits.
 *
 * @throws FacepipeError (exit 5) where the native module cannot be loaded.
 */
export async function newUsearch(dimensions: number): Promise<Index> {
  const usearch = await import("usearch").catch((thrown: unknown) => {
    throw modelError(`Cannot start usearch: ${reasonOf(thrown)}`, "UNKNOWN_ERROR", thrown);
  });
  return new usearch.Index({
    dimensions,
    metric: usearch.MetricKind.Cos,
    quantization: usearch.ScalarKind.I8,
    connectivity: CONNECTIVITY,
    expansion_add: EXPANSION_ADD,
    expansion_search: EXPANSION_SEARCH,
    multi: false,
  });
}

/** Where the part of a file that holds no vectors begins. */
export function structureOffset(rows: number, dimensions: number): number {
  return VECTORS_AT + rows * dimensions;
}

/**
 * The key of each slot.
 *
 * @param structure The part of the file that holds no vectors.
 */
export function keysOf(structure: Buffer, rows: number): Float64Array {
  const links = Number(structure.readBigUInt64LE(HEAD_BYTES + 8));
  const groundLinks = Number(structure.readBigUInt64LE(HEAD_BYTES + 16));
  const levels = HEAD_BYTES + GRAPH_HEAD_BYTES;
  const keys = new Float64Array(rows);
  let node = levels + 2 * rows;
  for (let slot = 0; slot < rows; slot++) {
    keys[slot] = Number(structure.readBigUInt64LE(node));
    const level = structure.readInt16LE(levels + 2 * slot);
    node += 10 + (4 + 4 * groundLinks) + level * (4 + 4 * links);
  }
  if (node !== structure.length) throw new Error("usearch wrote a file of another format");
  return keys;
}
