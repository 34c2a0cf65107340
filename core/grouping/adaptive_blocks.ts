/**
 * A matrix product that starts at once and gets faster where there is much to do.
 * @module
 */
import { FAST_WORK } from "./neighbors.ts";
import { plainBlocks, type SimilarityBlocks } from "./similarity_blocks.ts";

/** The plain product, and from so much work on the one that `open` opens, if it is given. */
export function adaptiveBlocks(open: (() => Promise<SimilarityBlocks>) | undefined): SimilarityBlocks {
  let blocks = plainBlocks();
  let work = 0;
  const grow = async (rows: Float32Array, columns: Float32Array, dimension: number) => {
    const before = work;
    work += (rows.length * columns.length) / dimension;
    if (before < FAST_WORK && work >= FAST_WORK && open !== undefined) blocks = await open();
  };
  return {
    async multiply(rows, columns, dimension) {
      await grow(rows, columns, dimension);
      return blocks.multiply(rows, columns, dimension);
    },
    async search(rows, columns, dimension, least) {
      await grow(rows, columns, dimension);
      return blocks.search(rows, columns, dimension, least);
    },
    close: () => blocks.close(),
  };
}
