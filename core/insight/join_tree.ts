/**
 * The joins of a grouping as a tree (a dendrogram).
 * @module
 */
import type { OnMerge } from "../grouping/merge_log.ts";

/** No node. */
const NONE = -1;

/**
 * The joins among `count` faces. Nodes 0 to `count − 1` are the faces; node `count + i` is the i-th
 * join, the most similar first, so that both parts of a join have lower numbers.
 */
export class JoinTree {
  readonly count: number;
  /** For each join the node of its one part, and that of the other. */
  readonly parts: readonly (readonly [number, number])[];
  /** For each join how similar its parts were; it never rises towards the root. */
  readonly similarities: Float64Array;
  #parents: Int32Array;

  private constructor(count: number, joins: readonly Join[]) {
    this.count = count;
    this.parts = joins.map(({ a, b }) => [a, b]);
    this.similarities = Float64Array.from(joins, ({ similarity }) => similarity);
    this.#parents = new Int32Array(count + joins.length).fill(NONE);
    for (const [i, { a, b }] of joins.entries()) {
      this.#parents[a] = count + i;
      this.#parents[b] = count + i;
    }
  }

  /**
   * The tree of merges in the order in which they happened, each told by one face of each part.
   * Similarities that rise, as rounding or a looser rule makes them, count as those below them.
   */
  static of(count: number, merges: MergeLog): JoinTree {
    const roots = Int32Array.from({ length: count }, (_, i) => i);
    const nodes = Int32Array.from({ length: count }, (_, i) => i);
    const joins: Join[] = [];
    merges.visit((row, other, similarity) => {
      const [x, y] = [rootOf(roots, row), rootOf(roots, other)];
      if (x === y) return;
      const [a, b] = [nodes[x]!, nodes[y]!];
      const limits = [a, b].map((node) => (node < count ? 1 : joins[node - count]!.similarity));
      joins.push({ a: Math.min(a, b), b: Math.max(a, b), similarity: Math.min(similarity, ...limits) });
      roots[Math.max(x, y)] = Math.min(x, y);
      nodes[Math.min(x, y)] = count + joins.length - 1;
    });
    return new JoinTree(count, inOrder(count, joins));
  }

  /** The nodes that are part of no join, ascending. */
  roots(): number[] {
    return [...this.#parents.keys()].filter((node) => this.#parents[node] === NONE);
  }

  /** Joins that a node is part of, from the first to the last. */
  above(node: number): number[] {
    const path: number[] = [];
    for (let at = this.#parents[node]!; at !== NONE; at = this.#parents[at]!) path.push(at);
    return path;
  }

  /** The join that brought two faces together; undefined where none did. */
  meeting(a: number, b: number): number | undefined {
    const above = new Set(this.above(a));
    return this.above(b).find((node) => above.has(node));
  }

  /** How similar the parts of a join were. */
  similarityOf(join: number): number {
    return this.similarities[join - this.count]!;
  }

  /** The faces of a node, ascending. */
  facesOf(node: number): number[] {
    const faces: number[] = [];
    const stack = [node];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at < this.count) faces.push(at);
      else stack.push(...this.parts[at - this.count]!);
    }
    return faces.sort((x, y) => x - y);
  }
}

/** Writes down merges, in 16 bytes each. */
export class MergeLog {
  #rows: number[] = [];
  #similarities: number[] = [];

  /** Notes a merge. */
  readonly note: OnMerge = (row, other, similarity) => {
    this.#rows.push(row, other);
    this.#similarities.push(similarity);
  };

  /** Calls back for each merge, in order. */
  visit(visitor: OnMerge): void {
    for (const [i, similarity] of this.#similarities.entries()) {
      visitor(this.#rows[2 * i]!, this.#rows[2 * i + 1]!, similarity);
    }
  }
}

interface Join {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** The most similar first; parts stay before what they are part of. */
function inOrder(count: number, joins: readonly Join[]): Join[] {
  const order = [...joins.keys()].sort((i, j) => joins[j]!.similarity - joins[i]!.similarity || i - j);
  const places = new Int32Array(joins.length);
  for (const [place, i] of order.entries()) places[i] = place;
  const renumbered = (node: number) => (node < count ? node : count + places[node - count]!);
  return order.map((i) => {
    const { a, b, similarity } = joins[i]!;
    const [x, y] = [renumbered(a), renumbered(b)];
    return { a: Math.min(x, y), b: Math.max(x, y), similarity };
  });
}

function rootOf(roots: Int32Array, row: number): number {
  let at = row;
  while (roots[at] !== at) {
    roots[at] = roots[roots[at]!]!;
    at = roots[at]!;
  }
  return at;
}
