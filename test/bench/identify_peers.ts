/**
 * What `identify.ts` compares a gallery's index with.
 * @module
 */
import { createRequire } from "node:module";
import { dot } from "../../core/mod.ts";
import { newUsearch } from "../../models/vector_index/usearch.ts";

/** Numbers of the nearest faces. */
export type Search = (probe: Float32Array) => readonly number[] | Promise<readonly number[]>;

/** The vectors of a gallery side by side, and how many faces to find. */
export interface Task {
  readonly gallery: Float32Array;
  readonly dimensions: number;
  readonly limit: number;
}

/** Nodes that hnswlib looks at: as many as the gallery's index at 100,000 faces. */
const NODES = 400;

/** Every face in turn, in JavaScript. */
export function plainScan({ gallery, dimensions, limit }: Task): Search {
  const faces = gallery.length / dimensions;
  return (probe) => {
    const scores = new Float64Array(faces);
    for (let row = 0; row < faces; row++) scores[row] = dot(probe, 0, gallery, row * dimensions, dimensions);
    const floor = Float64Array.from(scores).sort().at(-limit) ?? -1;
    return Array.from(scores.keys()).filter((row) => scores[row]! >= floor);
  };
}

/** usearch as it comes, with eight bits a number. */
export async function usearchAlone({ gallery, dimensions, limit }: Task): Promise<Search> {
  const index = await newUsearch(dimensions);
  for (let row = 0; row < gallery.length / dimensions; row += 1000) {
    const block = gallery.subarray(row * dimensions, (row + 1000) * dimensions);
    const keys = BigUint64Array.from({ length: block.length / dimensions }, (_, i) => BigInt(row + i));
    index.add(keys, block, 0);
  }
  return (probe) => Array.from(index.search(probe, limit, 1).keys, Number);
}

/** What hnswlib-node has to offer here. */
interface Hnswlib {
  HierarchicalNSW: new (
    space: string,
    dimensions: number,
  ) => {
    initIndex(options: object): void;
    addPoint(point: number[], label: number): void;
    setEf(ef: number): void;
    searchKnn(query: number[], count: number): { neighbors: number[] };
  };
}

/** hnswlib-node; undefined where it is not installed. */
export function hnswlib({ gallery, dimensions, limit }: Task): Search | undefined {
  let library: Hnswlib;
  try {
    library = createRequire(import.meta.url)("hnswlib-node");
  } catch {
    return undefined;
  }
  const faces = gallery.length / dimensions;
  const index = new library.HierarchicalNSW("ip", dimensions);
  index.initIndex({ maxElements: faces, m: 16, efConstruction: 128 });
  for (let row = 0; row < faces; row++) {
    index.addPoint(Array.from(gallery.subarray(row * dimensions, (row + 1) * dimensions)), row);
  }
  index.setEf(NODES);
  return (probe) => index.searchKnn(Array.from(probe), limit).neighbors;
}
