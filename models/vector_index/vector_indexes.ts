/**
 * Opens indexes of vectors.
 * @module
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  FacepipeError,
  reasonOf,
  storageError,
  type VectorIndex,
  type VectorIndexes,
  type VectorIndexNote,
  type VectorIndexSpec,
} from "../../core/mod.ts";
import { DamagedIndex } from "./damage.ts";
import { filesOf } from "./index_files.ts";
import { OnnxVectorIndex } from "./onnx_vector_index.ts";
import type { VectorIndexesOptions } from "./options.ts";
import { StoredRows, type StoredSpec } from "./stored_rows.ts";

/**
 * Indexes that search exactly through ONNX Runtime and, from a size on, approximately through usearch.
 *
 * An index in a folder keeps its vectors in files that are mapped, not loaded: opening one of a million
 * vectors takes a fraction of a second, and processes share the memory. A vector in a file costs
 * `4 · dimensions + 12` bytes there, and in the approximate index about `dimensions + 150` bytes more. Files
 * are readable by their owner only. Processes may use an index at the same time.
 *
 * @example
 * ```ts
 * import { vectorIndexes } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * const spec = { source: "family", embedder: "default@0123456789ab", dimensions: 2 };
 * const index = await vectorIndexes().open(spec);
 * const changes = [
 *   { id: 1n, vector: Float32Array.of(1, 0) },
 *   { id: 2n, vector: Float32Array.of(0, 1) },
 * ];
 * await index.apply(changes, 1);
 * const hits = await index.search({ vector: Float32Array.of(1, 0), limit: 1, minSimilarity: 0.5 });
 * assert.deepEqual(hits, [{ id: 1n, similarity: 1 }]);
 * await index.close();
 * ```
 */
export function vectorIndexes(options: VectorIndexesOptions = {}): VectorIndexes {
  return {
    open: (spec, note = () => {}) => inFolder(spec, "open", () => open(spec, options, note)),
    remove: (spec) => inFolder(spec, "remove", () => StoredRows.removeAll(spec)),
    sizeOnDisk: (spec) => inFolder(spec, "measure", () => sizeOnDisk(spec)),
  };
}

async function open(
  spec: VectorIndexSpec,
  options: VectorIndexesOptions,
  note: VectorIndexNote,
): Promise<VectorIndex> {
  const { folder } = spec;
  if (folder !== undefined && !(await stat(folder)).isDirectory()) {
    throw storageError(`Cannot open the search index of gallery ${spec.source}: ${folder} is no folder`);
  }
  try {
    return await OnnxVectorIndex.open(spec, options, note);
  } catch (thrown) {
    if (!(thrown instanceof DamagedIndex)) throw thrown;
    return reopen({ ...spec, folder: folder! }, options, note);
  }
}

/** Opens once more what seemed damaged, while nobody changes it; what is, is removed. */
async function reopen(
  spec: StoredSpec,
  options: VectorIndexesOptions,
  note: VectorIndexNote,
): Promise<VectorIndex> {
  await StoredRows.removeDamaged(spec, note);
  return OnnxVectorIndex.open(spec, options, note);
}

async function sizeOnDisk({ source, folder }: { source: string; folder: string }): Promise<number> {
  let bytes = 0;
  for (const name of await filesOf(folder, source)) {
    bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}

/** Checks the name of an index and gives errors of the system a code. */
async function inFolder<T>({ source }: { source: string }, verb: string, work: () => Promise<T>): Promise<T> {
  if (!/^[0-9a-z-]{1,64}$/.test(source)) {
    throw new FacepipeError(
      "BAD_PARAM",
      "Cannot use the name of a search index: expected 1 to 64 of 0-9, a-z, -",
      {
        param: "source",
        value: source,
      },
    );
  }
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    throw storageError(`Cannot ${verb} the search index of gallery ${source}: ${reasonOf(thrown)}`, thrown);
  }
}
