/**
 * A matrix product that starts at once and gets faster where there is much to do.
 * @module
 */
import { plainBlocks, type SimilarityBlocks } from "./similarity_blocks.ts";

/**
 * Multiplications from which opening a faster product pays: 1,250 faces of 128 numbers. Plain
 * JavaScript does about 2e9 a second, ONNX Runtime 4e10 but it takes 50 ms to start.
 */
const FAST_WORK = 1e8;

/** The plain product, and from so much work on the one that `open` opens, if it is given. */
export function adaptiveBlocks(open: (() => Promise<SimilarityBlocks>) | undefined): SimilarityBlocks {
  const plain = plainBlocks();
  let fast: SimilarityBlocks | undefined;
  let work = 0;
  return {
    async multiply(rows, columns, dimension) {
      work += (rows.length * columns.length) / dimension;
      if (work >= FAST_WORK && open !== undefined) fast ??= await open();
      return (fast ?? plain).multiply(rows, columns, dimension);
    },
    async close() {
      await fast?.close();
    },
  };
}
