/**
 * A process whose threads fail while they find neighbours: `argv[2]` says how, "load", "exit" or
 * "throw", or "end" for the process to end first, with exit code 7. Prints the error, and what
 * computing time it took to come.
 * @module
 */
import { setEnvironmentData } from "node:worker_threads";
import { openUsearchIndex } from "../../models/mod.ts";
import { faceVectors } from "./face_vectors.ts";

const failure = process.argv[2];
setEnvironmentData("failure", failure);
const index = await openUsearchIndex({ shardedFrom: 2 });
const vectors = faceVectors(40_000, 8000, 64);
if (failure === "end") setTimeout(() => process.exit(7), Number(process.argv[3]));
const start = process.cpuUsage();
await index.nearest(vectors, 8).catch(({ exit, code, message }) => {
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  process.stdout.write(JSON.stringify({ exit, code, message, seconds }));
  process.exitCode = exit;
});
