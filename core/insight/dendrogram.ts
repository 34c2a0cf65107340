/**
 * The tree of joins in formats that other programs read.
 * @module
 */
import type { DecidedFaces } from "../grouping/insight_options.ts";
import { joinTree, leastLevel } from "./full_tree.ts";
import type { JoinTree } from "./join_tree.ts";

/** What a dendrogram is written of. */
export interface Dendrogram {
  /** Face ids of the leaves. */
  readonly ids: readonly string[];
  /** Their people; undefined for faces of nobody. */
  readonly people: readonly (string | undefined)[];
  readonly tree: JoinTree;
  /** The similarity down to which faces were joined. */
  readonly least: number;
}

/** The tree of a grouping by average linkage: cut at a threshold, it has the people of that threshold. */
export async function dendrogramOf(decided: DecidedFaces): Promise<Dendrogram> {
  const { candidates, members, threshold, blocks } = decided;
  const { ids } = candidates;
  const least = leastLevel(ids.length, threshold);
  const people = members.map((member) => member?.person);
  return { ids, people, tree: await joinTree(candidates, least, blocks), least };
}

/**
 * Newick, as tree viewers read it: leaves are face ids; the way from leaf to leaf is as long as the
 * two are unlike, 1 − mean cosine similarity where they were joined. What was not joined meets in a
 * last node.
 *
 * @example
 * ```ts
 * import { JoinTree, MergeLog, newickOf } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const log = new MergeLog();
 * log.note(0, 1, 0.8);
 * const dendrogram = { ids: ["a-0", "b's"], people: ["Ann", "Ann"], tree: JoinTree.of(2, log), least: 0 };
 * assert.equal([...newickOf(dendrogram)].join(""), "(a-0:0.1,'b''s':0.1):0.4;\n");
 * ```
 */
export function* newickOf({ ids, tree, least }: Dendrogram): Generator<string> {
  const top = heightOf(least);
  const roots = tree.roots();
  if (roots.length > 1) yield "(";
  for (const [i, root] of roots.entries()) {
    if (i > 0) yield ",\n";
    yield* subtree(tree, ids, root, top);
  }
  yield roots.length > 1 ? ");\n" : ";\n";
}

/** One part of the tree; without recursion, since chains are as long as the album is large. */
function* subtree(tree: JoinTree, ids: readonly string[], root: number, top: number): Generator<string> {
  const stack: (string | { readonly node: number; readonly above: number })[] = [{ node: root, above: top }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (typeof item === "string") {
      yield item;
      continue;
    }
    const { node, above } = item;
    if (node < tree.count) {
      yield `${quoted(ids[node]!)}:${short(above)}`;
      continue;
    }
    const height = heightOf(tree.similarityOf(node));
    const [a, b] = tree.parts[node - tree.count]!;
    stack.push(
      `):${short(above - height)}`,
      { node: b, above: height },
      ",",
      { node: a, above: height },
      "(",
    );
  }
}

/** Half of the way between two leaves that meet at a similarity. */
function heightOf(similarity: number): number {
  return (1 - similarity) / 2;
}

function short(length: number): string {
  return String(Math.round(Math.max(0, length) * 1e6) / 1e6);
}

/** A label; quoted where it has what means something in Newick, or what a reader would change. */
function quoted(label: string): string {
  return /^[\w.+-]+$/u.test(label) && !label.includes("_") ? label : `'${label.replaceAll("'", "''")}'`;
}

/**
 * JSON: `faces` with their `people`, and `joins`, the most similar first, as `[a, b, similarity, faces]`.
 * A number below the number of faces is a face, any other the join of that number less the number
 * of faces, as in SciPy's linkage matrix.
 */
export function* dendrogramJson({ ids, people, tree, least }: Dendrogram): Generator<string> {
  yield `{"least":${least},\n"faces":[`;
  yield* listed(ids.map((id) => JSON.stringify(id)));
  yield `],\n"people":[`;
  yield* listed(people.map((person) => JSON.stringify(person ?? null)));
  yield `],\n"joins":[`;
  const sizes = new Array<number>(tree.count).fill(1);
  yield* listed(
    tree.parts.map(([a, b], i) => {
      sizes.push(sizes[a]! + sizes[b]!);
      return `[${a},${b},${Math.round(tree.similarities[i]! * 1e6) / 1e6},${sizes[tree.count + i]}]`;
    }),
  );
  yield "]}\n";
}

function* listed(items: readonly string[]): Generator<string> {
  for (const [i, item] of items.entries()) yield i === 0 ? item : `,\n${item}`;
}
