/**
 * How long grouping takes, what memory it needs and how right it is, beside ml-hclust and a greedy
 * first-match grouper on the same vectors:
 * `node dist/test/bench/group.js [faces for all] [more faces for exact and approx …]`.
 *
 * Each method runs in a process of its own, `… group.js METHOD FACES`, and is told the vectors that
 * `test/tools/face_vectors.ts` makes, five faces a person. ml-hclust takes cubic time, so it is run
 * on the first number of faces only.
 * @module
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { agnes, type Cluster } from "ml-hclust";
import { averageLinkage, groupMetrics, plainBlocks } from "../../core/mod.ts";
import { openOnnxBlocks, openUsearchIndex } from "../../models/mod.ts";
import { type FaceVectors, faceVectors } from "../tools/face_vectors.ts";

const THRESHOLD = 0.5;

type Method = (vectors: FaceVectors) => Promise<number[][]>;

const METHODS: Record<string, Method> = {
  exact: (vectors) => linkage(vectors, false),
  approx: (vectors) => linkage(vectors, true),
  "ml-hclust": async (vectors) => hierarchical(vectors),
  greedy: async (vectors) => firstMatch(vectors),
};

async function linkage(vectors: FaceVectors, approximate: boolean): Promise<number[][]> {
  const blocks = vectors.count < 1000 ? plainBlocks() : await openOnnxBlocks();
  const index = approximate ? { index: await openUsearchIndex() } : {};
  const ids = Array.from({ length: vectors.count }, (_, i) => String(i).padStart(8, "0"));
  try {
    return await averageLinkage(ids, vectors, THRESHOLD, { ...blocks, ...index });
  } finally {
    await blocks.close();
  }
}

function similarity({ data, dimension }: FaceVectors, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) sum += data[i * dimension + k]! * data[j * dimension + k]!;
  return sum;
}

function hierarchical(vectors: FaceVectors): number[][] {
  const rows = Array.from({ length: vectors.count }, (_, i) =>
    Array.from({ length: vectors.count }, (_, j) => (i === j ? 0 : -similarity(vectors, i, j))),
  );
  const cut = (tree: Cluster): Cluster[] =>
    tree.isLeaf || tree.height <= -THRESHOLD ? [tree] : tree.children.flatMap(cut);
  return cut(agnes(rows, { method: "average", isDistanceMatrix: true })).map((tree) => tree.indices());
}

/** Puts each face to the first face of the first person that is similar enough. */
function firstMatch(vectors: FaceVectors): number[][] {
  const clusters: number[][] = [];
  for (let i = 0; i < vectors.count; i++) {
    const found = clusters.find((cluster) => similarity(vectors, cluster[0]!, i) >= THRESHOLD);
    if (found) found.push(i);
    else clusters.push([i]);
  }
  return clusters;
}

/** What a run of one method says. */
interface Result {
  seconds: number;
  megabytes: number;
  f: number;
}

async function runHere(name: string, faces: number): Promise<Result> {
  const vectors = faceVectors(faces, Math.ceil(faces / 5));
  const start = performance.now();
  const clusters = await METHODS[name]!(vectors);
  const seconds = (performance.now() - start) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const personOf = new Map(clusters.flatMap((rows, person) => rows.map((row) => [row, person] as const)));
  const pairs = Array.from(vectors.people, (person, row) => ({
    label: String(person),
    cluster: String(personOf.get(row)),
  }));
  return { seconds, megabytes, f: groupMetrics(pairs).bcubed.f };
}

function runApart(name: string, faces: number): Result {
  const self = fileURLToPath(import.meta.url);
  const out = execFileSync(process.execPath, [self, name, String(faces)], { encoding: "utf8" });
  return JSON.parse(out) as Result;
}

function compare(names: readonly string[], faces: number): void {
  const exact = runApart("exact", faces);
  for (const name of names) {
    const { seconds, megabytes, f } = name === "exact" ? exact : runApart(name, faces);
    const cells = [
      String(faces).padStart(8),
      name.padEnd(10),
      `${seconds.toFixed(1)} s`.padStart(9),
      `${(seconds / exact.seconds).toFixed(2)} ×`.padStart(9),
      `${megabytes.toFixed(0)} MB`.padStart(9),
      f.toFixed(4).padStart(8),
    ];
    process.stdout.write(`${cells.join("  ")}\n`);
  }
}

const [first = "1000", ...rest] = process.argv.slice(2);
if (first in METHODS) {
  process.stdout.write(JSON.stringify(await runHere(first, Number(rest[0]))));
} else {
  process.stdout.write("   faces  method           time  to exact     memory    B³ F\n");
  compare(Object.keys(METHODS), Number(first));
  for (const faces of rest.length > 0 ? rest : ["20000"])
    compare(["exact", "approx", "greedy"], Number(faces));
}
