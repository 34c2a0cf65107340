/**
 * Lets new faces find their place among people at cuts that suit the album: the steps of
 * `autoPartition`, taken from people as they are.
 * @module
 */
import { DEFAULT_CALIBRATION } from "../calibration.ts";
import { firstCut, joinCut, poorCut } from "./auto_cuts.ts";
import type { Candidates } from "./candidates.ts";
import type { Crowd } from "./crowd.ts";
import { type ExtendedPerson, extendPeople } from "./extend_people.ts";
import { likenessOfMeans, MeanClusters } from "./mean_clusters.ts";
import { mergeMeans } from "./merge_means.ts";
import type { PartitionSettings } from "./partition.ts";
import { isPoor, nearestClusters } from "./poor_faces.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { UnionFind } from "./union_find.ts";
import type { Pair } from "./unit_linkage.ts";

/**
 * Adds new faces to a crowd. Cuts follow from the number of all faces, remembered ones included, so
 * they are those of one run over everything; people who were apart at a looser cut do not come
 * closer by that. Faces that are not in the album count as good.
 *
 * @param fresh Rows of the new faces, ascending.
 * @param join Makes one person of people and new faces.
 * @returns The cut for faces that look for a person.
 */
export async function extendAuto(
  crowd: Crowd,
  candidates: Candidates,
  fresh: readonly number[],
  { calibration = DEFAULT_CALIBRATION }: PartitionSettings,
  apart: readonly Pair[],
  blocks: SimilarityBlocks,
  join: (people: readonly ExtendedPerson[]) => void,
): Promise<number> {
  const { quality } = candidates;
  const poor = fresh.filter((row) => isPoor(quality, row));
  const good = fresh.filter((row) => !isPoor(quality, row));
  const people = [...crowd.people.keys()].filter((person) => crowd.sizeOf(person) > 0);
  const isPoorPerson = (person: number) => {
    const { rows, absent } = crowd.people[person]!;
    return absent === undefined && [...rows].every((row) => isPoor(quality, row));
  };
  const [poorPeople, goodPeople] = [people.filter(isPoorPerson), people.filter((p) => !isPoorPerson(p))];
  const faces = goodPeople.reduce((count, person) => count + crowd.sizeOf(person), good.length);
  const sure = await extendPeople(crowd, good, firstCut(faces, calibration), apart, blocks, goodPeople);
  const means = new Means(crowd, goodPeople, sure, apart);
  const live = await means.merge((clusters) => joinCut(faces, clusters, calibration), blocks);
  join(means.merged());
  const cut = joinCut(faces, live, calibration);
  const left = await addPoorFaces(crowd, poor, new Set(poorPeople), cut, blocks);
  const poorFaces = poorPeople.reduce((count, person) => count + crowd.sizeOf(person), left.length);
  const poorOnes = poorCut(
    Math.max(faces, poorFaces),
    Math.max(live, poorPeople.length + left.length),
    calibration,
  );
  join(await extendPeople(crowd, left, poorOnes, apart, blocks, poorPeople));
  return cut;
}

/** People and new faces as clusters that merge by their mean vectors. */
class Means {
  readonly #units: readonly ExtendedPerson[];
  readonly #clusters: MeanClusters;
  readonly #sets: UnionFind;
  /** Whether new faces are part of a cluster. */
  readonly #isNew: boolean[];
  readonly #names: (string | undefined)[];
  readonly #bars: Set<number>[];

  constructor(
    crowd: Crowd,
    people: readonly number[],
    extended: readonly ExtendedPerson[],
    apart: readonly Pair[],
  ) {
    const grown = new Set(extended.flatMap((unit) => unit.people));
    const old = people
      .filter((person) => !grown.has(person))
      .map((person) => ({ people: [person], rows: [] }));
    const units: ExtendedPerson[] = [...extended, ...old];
    const rows = units.map((unit) => {
      const known = unit.people.flatMap((person) => [...crowd.people[person]!.rows]);
      return [...known, ...unit.rows].sort((a, b) => a - b);
    });
    const absent = units.map((unit) => crowd.absentOf(unit.people));
    this.#units = units;
    this.#clusters = new MeanClusters(crowd.vectors, rows, likenessOfMeans, absent);
    this.#sets = new UnionFind(units.length);
    this.#isNew = units.map((unit) => unit.rows.length > 0);
    this.#names = units.map((unit) => {
      return unit.people.map((person) => crowd.people[person]!.name).find((name) => name !== undefined);
    });
    this.#bars = units.map(() => new Set());
    const unitOf = new Map(units.flatMap((unit, i) => unit.people.map((person) => [person, i])));
    for (const pair of apart) {
      const [a, b] = pair.map((person) => unitOf.get(person));
      if (a !== undefined && b !== undefined) this.#bar(a, b);
    }
  }

  /** Merges what reaches the cut, and returns how many clusters are left. */
  async merge(cut: (clusters: number) => number, blocks: SimilarityBlocks): Promise<number> {
    await mergeMeans(
      this.#clusters,
      {
        cut,
        mayMerge: (a, b) => this.#mayMerge(a, b),
        merged: (a, b) => this.#join(a, b),
      },
      blocks,
    );
    return this.#clusters.live;
  }

  /** The clusters of which some new face is a part. */
  merged(): ExtendedPerson[] {
    return this.#sets
      .sets()
      .filter(([first]) => this.#isNew[first!])
      .map((units) => ({
        people: units.flatMap((unit) => this.#units[unit]!.people).sort((a, b) => a - b),
        rows: units.flatMap((unit) => this.#units[unit]!.rows).sort((a, b) => a - b),
      }))
      .sort((a, b) => b.rows.length - a.rows.length || a.rows[0]! - b.rows[0]!);
  }

  /** Two people who are alike enough without new faces were kept apart by something, and stay apart. */
  #mayMerge(a: number, b: number): boolean {
    if (!this.#isNew[a] && !this.#isNew[b]) this.#bar(a, b);
    const [x, y] = [this.#names[a], this.#names[b]];
    return !this.#bars[a]!.has(b) && (x === undefined || y === undefined || x === y);
  }

  #bar(a: number, b: number): void {
    this.#bars[a]!.add(b);
    this.#bars[b]!.add(a);
  }

  #join(a: number, b: number): void {
    this.#sets.unite(a, b);
    const isNew = this.#isNew[a]! || this.#isNew[b]!;
    this.#isNew[a] = isNew;
    this.#isNew[b] = isNew;
    this.#names[a] ??= this.#names[b];
    for (const other of this.#bars[b]!) this.#bar(a, other);
  }
}

/** Adds poor faces to the people they are nearest to, and returns those that found none. */
async function addPoorFaces(
  crowd: Crowd,
  poor: readonly number[],
  poorPeople: ReadonlySet<number>,
  cut: number,
  blocks: SimilarityBlocks,
): Promise<number[]> {
  const people = [...crowd.people.keys()].filter(
    (person) => crowd.sizeOf(person) > 0 && !poorPeople.has(person),
  );
  const rows = people.map((person) => [...crowd.people[person]!.rows].sort((a, b) => a - b));
  const absent = people.map((person) => crowd.people[person]!.absent);
  const { units } = new MeanClusters(crowd.vectors, rows, likenessOfMeans, absent);
  const query = { rows: poor, means: units, cut, mayJoin: () => true };
  const nearest = await nearestClusters(crowd.vectors, query, blocks);
  for (const [row, cluster] of nearest) crowd.move([row], people[cluster]!);
  return poor.filter((row) => !nearest.has(row));
}
