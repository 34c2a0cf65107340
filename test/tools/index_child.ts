/**
 * A process that uses an index of vectors in a folder: `node index_child.js <folder> <seed> <how>`.
 * It adds a thousand vectors in pieces, saving after each and printing the generation; with `hang` it stays.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { vectorIndexes } from "../../models/mod.ts";
import { seeded } from "./random_vectors.ts";
import { faceLikeVectors } from "./vector_index_reference.ts";

const [folder, seed, how] = process.argv.slice(2) as [string, string, string | undefined];
const spec = { source: "gallery-1", embedder: "default@0123456789ab", dimensions: 48, folder };
const vectors = faceLikeVectors(seeded(Number(seed)), 1000, spec.dimensions);

const index = await vectorIndexes().open(spec);
for (let start = 0; start < vectors.length; start += 100) {
  const changes = vectors.slice(start, start + 100).map((vector, i) => ({
    id: BigInt(Number(seed) * 1_000_000 + start + i),
    vector,
  }));
  await index.apply(changes, index.generation + 1);
  await index.save();
  process.stdout.write(`${index.generation}\n`);
}
while (how === "hang") await sleep(1000);
await index.close();
