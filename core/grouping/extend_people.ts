/**
 * Lets new faces join people, found new ones, or show that two people are one, without grouping the
 * others again.
 * @module
 */

import { visitCrossEdges, visitEdges } from "./cross_edges.ts";
import type { Crowd } from "./crowd.ts";
import { followNeighborChain } from "./neighbor_chain.ts";
import { groupedBy } from "./placed_block.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { TIE_BREAK_LIMIT, tieWeight } from "./tie_break.ts";
import { UnionFind } from "./union_find.ts";
import { type Pair, type Unit, UnitLinkage } from "./unit_linkage.ts";
import { takeRows, type Vectors } from "./vectors.ts";

/**
 * Goes on with average linkage from people as they are: they start as clusters of all their faces,
 * and each new face as one of its own. Two people become one only through new faces: where their
 * mean similarity reaches the threshold without any, something kept them apart before, and they
 * stay apart, as do people of two names and those in `apart`. Otherwise the rule is that of
 * `averageLinkage`, and only people that some new face is similar to are looked at.
 *
 * Every pair of similar new faces is held, so memory grows with the square of how many new faces a
 * person has: thousands at once are better grouped anew.
 *
 * @param fresh Rows of the new faces, ascending; they must belong to nobody.
 * @param threshold Mean cosine similarity from which two clusters are one person, −1 to 1.
 * @param apart People that must not become one, by number.
 * @param among The people to look at. Default: all.
 * @returns The clusters of which some new face is a part.
 */
export async function extendPeople(
  crowd: Crowd,
  fresh: readonly number[],
  threshold: number,
  apart: readonly Pair[],
  blocks: SimilarityBlocks,
  among: readonly number[] = [...crowd.people.keys()],
): Promise<ExtendedPerson[]> {
  const numbers = among.filter((person) => crowd.sizeOf(person) > 0);
  const means = meansOf(crowd, numbers);
  const faces = takeRows(crowd.vectors, fresh);
  const edges: Pair[] = [];
  const least = threshold - TIE_BREAK_LIMIT;
  await visitEdges(faces, least, blocks, (i, j) => edges.push([numbers.length + i, numbers.length + j]));
  await visitCrossEdges(faces, means, least, blocks, (i, j) => edges.push([j, numbers.length + i]));
  const bars = await barsOf(numbers, means, edges, least, blocks);
  const position = new Map(numbers.map((person, i) => [person, i]));
  for (const pair of apart) {
    const [a, b] = pair.map((person) => position.get(person));
    if (a !== undefined && b !== undefined) bars.push([a, b]);
  }
  const clusters: ExtendedPerson[] = [];
  for (const component of componentsOf(numbers.length + fresh.length, edges, bars)) {
    if (component.units.at(-1)! < numbers.length) continue;
    const units = component.units.map((unit) => {
      const face = fresh[unit - numbers.length];
      return face === undefined ? personUnit(crowd, numbers[unit]!) : faceUnit(crowd, face);
    });
    const linkage = new UnitLinkage(units, component.edges, component.bars);
    const merged = new UnionFind(units.length);
    await followNeighborChain(linkage, threshold, (cluster, other) => merged.unite(cluster, other));
    for (const cluster of merged.sets()) {
      const members = cluster.map((unit) => component.units[unit]!);
      const rows = members.filter((unit) => unit >= numbers.length);
      if (rows.length === 0) continue;
      clusters.push({
        people: members.filter((unit) => unit < numbers.length).map((unit) => numbers[unit]!),
        rows: rows.map((unit) => fresh[unit - numbers.length]!),
      });
    }
  }
  return clusters;
}

/** People that are one, with the new faces that joined them. */
export interface ExtendedPerson {
  /** Ascending; none for somebody new. */
  readonly people: readonly number[];
  /** Ascending. */
  readonly rows: readonly number[];
}

/** The mean vector of each person: shorter than 1, the more so the less the faces resemble each other. */
function meansOf(crowd: Crowd, people: readonly number[]): Vectors {
  const { dimension } = crowd.vectors;
  const data = new Float32Array(people.length * dimension);
  for (const [i, person] of people.entries()) {
    const size = crowd.sizeOf(person);
    const sum = crowd.sumOf(person);
    for (let k = 0; k < dimension; k++) data[i * dimension + k] = sum[k]! / size;
  }
  return { data, count: people.length, dimension };
}

/** The pairs of people that are similar enough already, of those that some new face is similar to. */
async function barsOf(
  people: readonly number[],
  means: Vectors,
  edges: readonly Pair[],
  least: number,
  blocks: SimilarityBlocks,
): Promise<Pair[]> {
  const touched = [...new Set(edges.map(([a]) => a).filter((a) => a < people.length))].sort((a, b) => a - b);
  const bars: Pair[] = [];
  await visitEdges(takeRows(means, touched), least, blocks, (i, j) => bars.push([touched[i]!, touched[j]!]));
  return bars;
}

interface Component {
  /** Ascending. */
  readonly units: readonly number[];
  readonly edges: readonly Pair[];
  readonly bars: readonly Pair[];
}

/** Units that edges connect, with the edges and bars among them, by their positions in `units`. */
function componentsOf(count: number, edges: readonly Pair[], bars: readonly Pair[]): Component[] {
  const sets = new UnionFind(count);
  for (const [a, b] of edges) sets.unite(a, b);
  const at = new Int32Array(count);
  const all = sets.sets();
  for (const units of all) for (const [i, unit] of units.entries()) at[unit] = i;
  const inside = (pairs: readonly Pair[]) =>
    groupedBy(
      pairs.filter(([a, b]) => sets.find(a) === sets.find(b)),
      ([a]) => sets.find(a),
    );
  const [edgesOf, barsOf] = [inside(edges), inside(bars)];
  const local = (pairs: readonly Pair[] = []) => pairs.map(([a, b]): Pair => [at[a]!, at[b]!]);
  return all.map((units) => ({
    units,
    edges: local(edgesOf.get(units[0]!)),
    bars: local(barsOf.get(units[0]!)),
  }));
}

function personUnit(crowd: Crowd, person: number): Unit {
  const { rows, absent, name } = crowd.people[person]!;
  let weight = 0;
  for (const row of [...rows].sort((a, b) => a - b)) weight += tieWeight(crowd.ids[row]!);
  for (const face of absent?.faces ?? []) weight += tieWeight(face);
  return { sum: Float64Array.of(...crowd.sumOf(person), weight), size: crowd.sizeOf(person), name };
}

function faceUnit(crowd: Crowd, row: number): Unit {
  const { data, dimension } = crowd.vectors;
  const vector = data.subarray(row * dimension, (row + 1) * dimension);
  return { sum: Float64Array.of(...vector, tieWeight(crowd.ids[row]!)), size: 1, name: undefined };
}
