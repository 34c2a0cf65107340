import assert from "node:assert/strict";
import { test } from "node:test";
import { Crowd, type Person } from "../../../core/grouping/crowd.ts";
import { extendPeople } from "../../../core/grouping/extend_people.ts";
import type { Vectors } from "../../../core/grouping/vectors.ts";
import { averageLinkage, plainBlocks } from "../../../core/mod.ts";
import { clusteredVectors, seeded } from "../../tools/random_vectors.ts";

function idsOf({ count }: Vectors): string[] {
  return Array.from({ length: count }, (_, i) => `f${String(i).padStart(4, "0")}`);
}

function personOf(rows: readonly number[], name?: string): Person {
  return { id: undefined, name, isCorrected: false, rows: new Set(rows), absent: undefined };
}

/** Mean similarity of two lists of rows, pair by pair. */
function meanOf({ data, dimension }: Vectors, a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const i of a) {
    for (const j of b) {
      for (let k = 0; k < dimension; k++) sum += data[i * dimension + k]! * data[j * dimension + k]!;
    }
  }
  return sum / (a.length * b.length);
}

/** The plain algorithm: merge the closest two clusters that may merge, again and again. */
function plainExtension(
  vectors: Vectors,
  people: readonly Person[],
  fresh: readonly number[],
  threshold: number,
): number[][] {
  let clusters = [...people.map(({ rows, name }) => ({ rows: [...rows], names: new Set([name]) }))];
  const bars: [number, number][] = [];
  for (const [i, a] of clusters.entries()) {
    for (const b of clusters.slice(i + 1)) {
      if (meanOf(vectors, a.rows, b.rows) >= threshold) bars.push([a.rows[0]!, b.rows[0]!]);
    }
  }
  clusters = [
    ...clusters,
    ...fresh.map((row) => ({ rows: [row], names: new Set([undefined as string | undefined]) })),
  ];
  for (;;) {
    let best: { i: number; j: number; mean: number } | undefined;
    for (const [i, a] of clusters.entries()) {
      for (const [j, b] of clusters.entries()) {
        const names = new Set([...a.names, ...b.names].filter((name) => name !== undefined));
        const isBarred = bars.some(
          ([x, y]) =>
            (a.rows.includes(x) && b.rows.includes(y)) || (a.rows.includes(y) && b.rows.includes(x)),
        );
        if (i >= j || names.size > 1 || isBarred) continue;
        const mean = meanOf(vectors, a.rows, b.rows);
        if (mean >= threshold && (best === undefined || mean > best.mean)) best = { i, j, mean };
      }
    }
    if (best === undefined) return clusters.map(({ rows }) => rows.sort((a, b) => a - b));
    const [a, b] = [clusters[best.i]!, clusters[best.j]!];
    clusters = clusters.filter((cluster) => cluster !== a && cluster !== b);
    clusters.push({ rows: [...a.rows, ...b.rows], names: new Set([...a.names, ...b.names]) });
  }
}

function sorted(clusters: readonly (readonly number[])[]): number[][] {
  return clusters.map((rows) => [...rows].sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);
}

test("from nobody, the result is that of average linkage", async () => {
  for (const [seed, threshold] of [
    [1, 0.2],
    [2, 0.4],
    [3, 0.6],
  ] as const) {
    const vectors = clusteredVectors(seeded(seed), 300, 16, 40, 0.7);
    const fresh = [...Array(300).keys()];
    const clusters = await extendPeople(
      new Crowd(idsOf(vectors), vectors, []),
      fresh,
      threshold,
      [],
      plainBlocks(),
    );
    assert.deepEqual(
      sorted(clusters.map(({ rows }) => rows)),
      await averageLinkage(idsOf(vectors), vectors, threshold, plainBlocks()),
    );
  }
});

test("from people, the result is that of the plain algorithm that keeps apart what was apart", async () => {
  let merged = 0;
  let kept = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const random = seeded(seed);
    const vectors = clusteredVectors(random, 60, 8, 8, 0.8);
    const threshold = 0.3 + 0.01 * seed;
    const old = [...Array(40).keys()];
    const clusters = await averageLinkage(
      idsOf(vectors).slice(0, 40),
      { ...vectors, data: vectors.data.slice(0, 40 * 8), count: 40 },
      // Some people were grouped more loosely, some more strictly than the faces that come now.
      threshold + (seed % 3) * 0.1 - 0.1,
      plainBlocks(),
    );
    const people = clusters.map((rows) =>
      personOf(rows, random() < 0.3 ? `n${seed % 2}${rows[0]! % 3}` : undefined),
    );
    const crowd = new Crowd(idsOf(vectors), vectors, people);
    const fresh = [...Array(60).keys()].slice(old.length);
    const found = await extendPeople(crowd, fresh, threshold, [], plainBlocks());
    const touched = new Set(found.flatMap(({ people }) => people));
    const all = [
      ...found.map(({ people, rows }) => [
        ...people.flatMap((person) => [...crowd.people[person]!.rows]),
        ...rows,
      ]),
      ...people.filter((_, person) => !touched.has(person)).map(({ rows }) => [...rows]),
    ];
    assert.deepEqual(sorted(all), sorted(plainExtension(vectors, people, fresh, threshold)), `seed ${seed}`);
    merged += found.filter(({ people }) => people.length > 1).length;
    kept += people.length - touched.size;
  }
  assert.ok(merged > 5 && kept > 5, `${merged} merges, ${kept} people untouched`);
});

test("people who are given as different are not merged, nor what becomes of them", async () => {
  const vectors = clusteredVectors(seeded(5), 12, 8, 1, 0.3);
  const people = [0, 1, 2].map((row) => personOf([row]));
  const crowd = new Crowd(idsOf(vectors), vectors, people);
  const fresh = [3, 4, 5, 6, 7, 8, 9, 10, 11];
  const blocks = plainBlocks();
  const found = await extendPeople(crowd, fresh, 0.99, [[0, 1]], blocks);
  assert.ok(found.every(({ people }) => !(people.includes(0) && people.includes(1))));
});
