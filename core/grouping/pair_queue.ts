/**
 * A priority queue of pairs.
 * @module
 */

/** Two numbers, `a < b`, and how alike they are. */
export interface ScoredLink {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** Hands out the most similar pair first; of equals that with the lower numbers (a binary heap). */
export class PairQueue {
  #heap: ScoredLink[] = [];

  add(link: ScoredLink): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(link, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = link;
  }

  /** Removes the first pair and returns it. */
  take(): ScoredLink | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: ScoredLink, other: ScoredLink): boolean {
  return (one.similarity - other.similarity || other.a - one.a || other.b - one.b) > 0;
}
