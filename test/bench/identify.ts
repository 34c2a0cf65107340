/**
 * How fast a gallery's index of vectors answers, and how much it misses, beside a plain scan in JavaScript,
 * usearch alone and, where it is installed, hnswlib-node:
 * `node dist/test/bench/identify.js [faces] [probes] [folder] [most faces for the peers]`.
 *
 * The folder keeps the index for the next run; without one it is removed. hnswlib-node is no dependency:
 * install it anywhere and name its folder in NODE_PATH. Queries ask for ten faces, no threshold, which is
 * harder than any threshold; probes are other photos of people in the gallery.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { VectorIndex, VectorQuery } from "../../core/mod.ts";
import { openOnnxBlocks, vectorIndexes } from "../../models/mod.ts";
import { faceVectors } from "../tools/face_vectors.ts";
import { hnswlib, plainScan, type Search, usearchAlone } from "./identify_peers.ts";

const DIMENSIONS = 512;
const LIMIT = 10;
const FACES_OF_PERSON = 5;
/** One face in so many passes the filter. */
const FILTER = 100;

const show = (line: string) => process.stdout.write(`${line}\n`);

const [faces = 20_000, probeCount = 100] = process.argv.slice(2, 4).map(Number);
const keep = process.argv[4];
const mostForPeers = Number(process.argv[5] ?? 100_000);
const spec = { source: `faces-${faces}`, embedder: "bench@000000000000", dimensions: DIMENSIONS };

if (process.argv[6] === "first") await firstAnswer(keep!);
else await compare();

async function compare(): Promise<void> {
  const folder = keep ?? mkdtempSync(join(tmpdir(), "facepipe-bench-"));
  mkdirSync(folder, { recursive: true });
  const { data } = faceVectors(faces + probeCount, Math.ceil(faces / FACES_OF_PERSON), DIMENSIONS);
  const gallery = data.subarray(0, faces * DIMENSIONS);
  const probes = data.subarray(faces * DIMENSIONS);
  const index = await openIndex(folder, gallery);
  const wanted = await truth(gallery, probes, () => true);
  const ours = await measure("gallery's index", probes, wanted, through(index));
  const allowed = BigUint64Array.from({ length: Math.ceil(faces / FILTER) }, (_, i) => BigInt(i * FILTER));
  const filtered = await truth(gallery, probes, (row) => row % FILTER === 0);
  await measure(`the same, filter of 1 in ${FILTER}`, probes, filtered, through(index, { allowed }));
  await index.close();
  const task = { gallery, dimensions: DIMENSIONS, limit: LIMIT };
  const peers: Record<string, () => Search | undefined | Promise<Search>> = {
    "plain scan in JavaScript": () => plainScan(task),
    "usearch alone": () => usearchAlone(task),
    "hnswlib-node": () => hnswlib(task),
  };
  for (const [name, make] of Object.entries(faces > mostForPeers ? {} : peers)) {
    const search = await make();
    if (!search) show(`${name.padEnd(30)} is not installed`);
    else
      show(
        `${"".padEnd(30)} ${((await measure(name, probes, wanted, search)) / ours).toFixed(2)} times as long`,
      );
  }
  const script = fileURLToPath(import.meta.url);
  execFileSync(process.execPath, [script, String(faces), "0", folder, "0", "first"], { stdio: "inherit" });
  if (keep === undefined) rmSync(folder, { recursive: true });
}

function vectorAt(vectors: Float32Array, row: number): Float32Array {
  return vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
}

/** The rows that each probe should find, by brute force. */
async function truth(
  gallery: Float32Array,
  probes: Float32Array,
  isAllowed: (row: number) => boolean,
): Promise<Set<number>[]> {
  const blocks = await openOnnxBlocks();
  const best = Array.from({ length: probeCount }, (): { row: number; score: number }[] => []);
  const step = 8192;
  for (let first = 0; first < faces; first += step) {
    const block = gallery.subarray(first * DIMENSIONS, (first + step) * DIMENSIONS);
    const scores = await blocks.multiply(probes, block, DIMENSIONS);
    const width = block.length / DIMENSIONS;
    for (const [i, list] of best.entries()) {
      for (let k = 0; k < width; k++) {
        const score = scores[i * width + k]!;
        if ((list.length === LIMIT && score <= list.at(-1)!.score) || !isAllowed(first + k)) continue;
        list.push({ row: first + k, score });
        list.sort((a, b) => b.score - a.score).splice(LIMIT);
      }
    }
  }
  await blocks.close();
  return best.map((list) => new Set(list.map(({ row }) => row)));
}

/** Runs every probe and shows a line of the table; the median time in milliseconds. */
async function measure(
  name: string,
  probes: Float32Array,
  wanted: readonly Set<number>[],
  search: Search,
): Promise<number> {
  await search(vectorAt(probes, 0));
  const times: number[] = [];
  let [hits, all] = [0, 0];
  for (const [i, rows] of wanted.entries()) {
    const start = performance.now();
    const found = await search(vectorAt(probes, i));
    times.push(performance.now() - start);
    hits += found.filter((row) => rows.has(row)).length;
    all += rows.size;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]!;
  const recall = (hits / all).toFixed(4);
  show(
    `${name.padEnd(34)} p50 ${at(0.5).toFixed(2)} ms  p99 ${at(0.99).toFixed(2)} ms  recall@${LIMIT} ${recall}`,
  );
  return at(0.5);
}

/** The gallery's index, filled where it is not yet. */
async function openIndex(folder: string, gallery: Float32Array): Promise<VectorIndex> {
  const indexes = vectorIndexes();
  const stored = { ...spec, folder };
  const index = await indexes.open(stored, show);
  if (index.generation === 1) return index;
  const start = performance.now();
  for (let row = 0; row < faces; row += 10_000) {
    const count = Math.min(10_000, faces - row);
    const changes = Array.from({ length: count }, (_, i) => ({
      id: BigInt(row + i),
      vector: vectorAt(gallery, row + i),
    }));
    await index.apply(changes, row + count === faces ? 1 : 0);
  }
  await index.save();
  const saved = performance.now() - start;
  await index.close();
  // The build that began while the index was filled covers what there was then; this one covers the rest.
  const rest = await indexes.open(stored, show);
  await rest.save();
  await rest.close();
  const built = performance.now() - start - saved;
  const size = (await indexes.sizeOnDisk(stored)) / 1e6;
  show(
    `filled in ${(saved / 1000).toFixed(1)} s, approximate index ${(built / 1000).toFixed(1)} s, ${size.toFixed(0)} MB on disk`,
  );
  return indexes.open(stored, show);
}

function through(index: VectorIndex, options: Partial<VectorQuery> = {}): Search {
  return async (vector) => {
    const hits = await index.search({ vector, limit: LIMIT, minSimilarity: -1, ...options });
    return hits.map(({ id }) => Number(id));
  };
}

/** In a process of its own: the first answer, and the memory that it took. */
async function firstAnswer(folder: string): Promise<void> {
  const index = await vectorIndexes().open({ ...spec, folder });
  const vector = new Float32Array(DIMENSIONS).fill(Math.sqrt(1 / DIMENSIONS));
  await index.search({ vector, limit: LIMIT, minSimilarity: -1 });
  const ms = performance.now();
  const own = /RssAnon:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  show(
    `first answer of a fresh process ${ms.toFixed(0)} ms after its start, ${Math.round(Number(own) / 1024)} MB of its own`,
  );
  await index.close();
}
