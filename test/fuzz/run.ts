/**
 * `npm run fuzz [photos] [streams] [seed] [requests]`: 2,000 mutated photos, 2,000 mutated streams and 5,000
 * mutated requests.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fuzzPhotos } from "./photos.ts";
import { fuzzRequests } from "./requests.ts";
import { fuzzStreams } from "./streams.ts";

const [photos = 2000, streams = 2000, seed = 1, requests = 5000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "facepipe-fuzz-"));
await fuzzPhotos(folder, seed, photos);
process.stdout.write(`${photos} mutated photos: no crash, no hang, no wrong exit code\n`);
await fuzzStreams(folder, seed, streams);
process.stdout.write(`${streams} mutated streams: no crash, no hang, no wrong exit code\n`);
await fuzzRequests(folder, seed, requests);
process.stdout.write(
  `${requests} mutated requests: no crash, no hang, no defect, nothing of somebody else's\n`,
);
// A failed run keeps its folder, to look at.
rmSync(folder, { recursive: true });
