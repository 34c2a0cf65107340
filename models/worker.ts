/**
 * The entry of a worker thread: runs the networks of one analysis.
 * @module
 */
import { workerData } from "node:worker_threads";
import { FacepipeError } from "../core/mod.ts";
import { Inference, type Job, type WorkerSetup } from "./inference.ts";
import { serveTasks } from "./worker_port.ts";

const inference = new Inference(workerData as WorkerSetup);

serveTasks(async (job: Job) => {
  try {
    return await inference.run(job);
  } catch (thrown) {
    // An array that is too large for the memory left: this picture fails, others need not.
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new FacepipeError("EXTRACTION_ERROR", `Cannot analyse a picture: ${thrown.message}`, {
      cause: thrown,
    });
  }
});
