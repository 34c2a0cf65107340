/**
 * Finds out which of the people of a new grouping are people of an earlier one.
 * @module
 */

import { visitCrossEdges } from "./cross_edges.ts";
import type { Person } from "./crowd.ts";
import { sumOfRows } from "./rows.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/**
 * Gives clusters the ids, the names and the absent faces of remembered people. A remembered person
 * is the cluster with most of their faces, and a cluster the person with most faces in it: pairs
 * that share more come first, then people that were there earlier. Of the others, those without any
 * face in the album are the clusters whose faces resemble theirs most, from the threshold on: so a
 * person outlives that all their photos were edited.
 *
 * @param clusters Rows of each; disjoint.
 * @param before Remembered people with their faces in the album.
 * @param threshold Mean cosine similarity.
 * @returns The clusters as people, in their order; then the remembered people who are none of them
 * and have faces outside the album.
 */
export async function matchPeople(
  clusters: readonly (readonly number[])[],
  before: readonly Person[],
  vectors: Vectors,
  threshold: number,
  blocks: SimilarityBlocks,
): Promise<Person[]> {
  const taken = pairOff(sharedFaces(clusters, before));
  const heirs = new Set(taken.values());
  const gone = [...before.keys()].filter((person) => !taken.has(person) && before[person]!.absent);
  const wholly = gone.filter((person) => before[person]!.rows.size === 0);
  const free = [...clusters.keys()].filter((cluster) => !heirs.has(cluster));
  const alike = await similarPairs(
    { data: columnsOf(wholly.map((person) => absentMean(before[person]!))), people: wholly },
    { data: columnsOf(free.map((cluster) => meanOf(clusters[cluster]!, vectors))), clusters: free },
    vectors.dimension,
    threshold,
    blocks,
  );
  for (const [person, cluster] of pairOff(alike)) taken.set(person, cluster);
  const personOf = new Map([...taken].map(([person, cluster]) => [cluster, before[person]!]));
  return [
    ...clusters.map((rows, cluster) => asPerson(rows, personOf.get(cluster))),
    ...gone.filter((person) => !taken.has(person)).map((person) => asPerson([], before[person])),
  ];
}

/** How much a remembered person and a cluster have in common. */
interface Likeness {
  readonly person: number;
  readonly cluster: number;
  readonly degree: number;
}

/** How many faces each remembered person and each cluster share. */
function sharedFaces(clusters: readonly (readonly number[])[], before: readonly Person[]): Likeness[] {
  const clusterOf = new Map<number, number>();
  for (const [cluster, rows] of clusters.entries()) for (const row of rows) clusterOf.set(row, cluster);
  return [...before.keys()].flatMap((person) => {
    const counts = new Map<number, number>();
    for (const row of before[person]!.rows) {
      const cluster = clusterOf.get(row);
      if (cluster !== undefined) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
    }
    return [...counts].map(([cluster, degree]) => ({ person, cluster, degree }));
  });
}

/** Each person's cluster, none twice: the greatest likeness first, then the lowest person, then cluster. */
function pairOff(likenesses: Likeness[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  likenesses.sort((a, b) => b.degree - a.degree || a.person - b.person || a.cluster - b.cluster);
  for (const { person, cluster } of likenesses) {
    if (pairs.has(person) || taken.has(cluster)) continue;
    pairs.set(person, cluster);
    taken.add(cluster);
  }
  return pairs;
}

async function similarPairs(
  rows: { readonly data: Float32Array; readonly people: readonly number[] },
  columns: { readonly data: Float32Array; readonly clusters: readonly number[] },
  dimension: number,
  threshold: number,
  blocks: SimilarityBlocks,
): Promise<Likeness[]> {
  const pairs: Likeness[] = [];
  await visitCrossEdges(
    { data: rows.data, count: rows.people.length, dimension },
    { data: columns.data, count: columns.clusters.length, dimension },
    threshold,
    blocks,
    (i, j, degree) => pairs.push({ person: rows.people[i]!, cluster: columns.clusters[j]!, degree }),
  );
  return pairs;
}

function absentMean({ absent }: Person): Float64Array {
  return absent!.sum.map((value) => value / absent!.faces.length);
}

function meanOf(rows: readonly number[], vectors: Vectors): Float64Array {
  return sumOfRows(vectors, rows).map((value) => value / rows.length);
}

function columnsOf(vectors: readonly Float64Array[]): Float32Array {
  const dimension = vectors[0]?.length ?? 0;
  const data = new Float32Array(vectors.length * dimension);
  for (const [i, vector] of vectors.entries()) data.set(vector, i * dimension);
  return data;
}

function asPerson(rows: readonly number[], remembered: Person | undefined): Person {
  const { id, name, absent } = remembered ?? {};
  return { id, name, isCorrected: false, rows: new Set(rows), absent };
}
