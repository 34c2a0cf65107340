/**
 * The plainest vector index: all vectors in memory, every search looks at each. It is what stores
 * use where nothing better was given to them, and what better ones are measured against.
 * @module
 */
import type { Uint64 } from "./ids.ts";
import type {
  VectorChange,
  VectorHit,
  VectorIndex,
  VectorIndexes,
  VectorIndexSpec,
  VectorQuery,
} from "./vector_index.ts";

/** Opens indexes that live in memory only. */
export const SCAN_INDEXES: VectorIndexes = {
  open: async (spec) => new ScanIndex(spec),
  remove: async () => {},
  sizeOnDisk: async () => 0,
};

/** Vectors in a map. */
class ScanIndex implements VectorIndex {
  readonly spec: VectorIndexSpec;
  generation = 0;
  #vectors = new Map<Uint64, Float32Array>();

  constructor(spec: VectorIndexSpec) {
    this.spec = spec;
  }

  get size(): number {
    return this.#vectors.size;
  }

  async apply(changes: readonly VectorChange[], generation: number): Promise<void> {
    for (const { id, vector } of changes) {
      if (vector) this.#vectors.set(id, Float32Array.from(vector));
      else this.#vectors.delete(id);
    }
    this.generation = generation;
  }

  async reset(): Promise<void> {
    this.#vectors.clear();
    this.generation = 0;
  }

  async search(query: VectorQuery): Promise<VectorHit[]> {
    const { vector, minSimilarity, after, limit } = query;
    const hits: VectorHit[] = [];
    for (const [id, candidate] of this.#candidates(query.allowed)) {
      const hit = { id, similarity: dotProduct(vector, candidate) };
      if (hit.similarity >= minSimilarity && (!after || byRank(after, hit) < 0)) hits.push(hit);
    }
    return hits.sort(byRank).slice(0, limit);
  }

  searchAll(queries: readonly VectorQuery[]): Promise<VectorHit[][]> {
    return Promise.all(queries.map((query) => this.search(query)));
  }

  async save(): Promise<void> {}

  async close(): Promise<void> {
    this.#vectors = new Map();
  }

  *#candidates(allowed: BigUint64Array | undefined): Iterable<readonly [Uint64, Float32Array]> {
    if (!allowed) return yield* this.#vectors;
    for (const id of allowed) {
      const vector = this.#vectors.get(id);
      if (vector) yield [id, vector];
    }
  }
}

/** The order of answers: falling similarity, equal ones by rising id. */
export function byRank(a: VectorHit, b: VectorHit): number {
  return b.similarity - a.similarity || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** Cosine similarity of vectors of unit length, as a float32, −1 to 1. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return Math.fround(Math.min(1, Math.max(-1, sum)));
}
