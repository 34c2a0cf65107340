/**
 * The neighbours of one cluster, as a stretch of two arrays.
 * @module
 */
import type { EdgeList } from "./edge_list.ts";

/** Ids, ascending, and the sums of similarities, from `start` (inclusive) to `end` (exclusive). */
export interface NeighborList {
  readonly ids: Uint32Array;
  readonly sums: Float64Array;
  readonly start: number;
  end: number;
}

/** The list of a cluster without neighbours; nobody writes to it. */
export const NO_NEIGHBORS: NeighborList = {
  ids: new Uint32Array(0),
  sums: new Float64Array(0),
  start: 0,
  end: 0,
};

/**
 * The lists of all clusters.
 *
 * @param edges The partners of each cluster come in ascending order.
 * @param count Number of clusters.
 */
export function listsOf({ first, second, sums, count: edges }: EdgeList, count: number): NeighborList[] {
  const starts = new Uint32Array(count + 1);
  for (let edge = 0; edge < edges; edge++) {
    starts[first[edge]! + 1]!++;
    starts[second[edge]! + 1]!++;
  }
  for (let cluster = 0; cluster < count; cluster++) starts[cluster + 1]! += starts[cluster]!;
  const all = { ids: new Uint32Array(2 * edges), sums: new Float64Array(2 * edges) };
  const ends = starts.slice(0, count);
  for (let edge = 0; edge < edges; edge++) {
    const [a, b] = [ends[first[edge]!]!++, ends[second[edge]!]!++];
    all.ids[a] = second[edge]!;
    all.ids[b] = first[edge]!;
    all.sums[a] = sums[edge]!;
    all.sums[b] = sums[edge]!;
  }
  return Array.from(ends, (end, cluster) => {
    const start = starts[cluster]!;
    return start === end ? NO_NEIGHBORS : { ...all, start, end };
  });
}

/** Where a list holds an id, or −1 minus the place where it would stand. */
export function placeOf({ ids, start, end }: NeighborList, id: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low < end && ids[low] === id ? low : -1 - low;
}

/** Takes an id that the list holds out, and puts another one in. */
export function putInPlaceOf(list: NeighborList, old: number, id: number, sum: number): void {
  const { ids, sums } = list;
  const from = placeOf(list, old);
  const next = -1 - placeOf(list, id);
  const to = next > from ? next - 1 : next;
  if (to > from) {
    ids.copyWithin(from, from + 1, to + 1);
    sums.copyWithin(from, from + 1, to + 1);
  } else {
    ids.copyWithin(to + 1, to, from);
    sums.copyWithin(to + 1, to, from);
  }
  ids[to] = id;
  sums[to] = sum;
}
