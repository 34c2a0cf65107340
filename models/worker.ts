/**
 * The entry of a worker thread: takes jobs one by one and answers each.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { asFacepipeError } from "../core/mod.ts";
import { Inference, type Job, type WorkerSetup } from "./inference.ts";

const inference = new Inference(workerData as WorkerSetup);

parentPort!.on("message", async (job: Job) => {
  try {
    parentPort!.postMessage({ result: await inference.run(job) });
  } catch (thrown) {
    // Errors lose their class on the way between threads.
    const { code, message, exit } = asFacepipeError(thrown);
    parentPort!.postMessage({ error: { code, message, exit } });
  }
});
