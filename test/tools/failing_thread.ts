/**
 * Loaded before all else in each thread of a process (`node --import`): makes a worker thread fail as
 * the environment data "failure" says, some time after its start.
 * @module
 */
import { getEnvironmentData, isMainThread, threadId } from "node:worker_threads";

/** By when a thread is at work. */
const AFTER_MS = 300;

const failure = getEnvironmentData("failure");
if (!isMainThread && threadId % 2 === 0) {
  if (failure === "load") {
    process.dlopen = () => {
      throw new Error("invalid ELF header\nmore");
    };
  } else if (failure === "exit") {
    setTimeout(() => process.exit(9), AFTER_MS);
  } else if (failure === "throw") {
    setTimeout(() => {
      throw new Error("thrown outside of the task");
    }, AFTER_MS);
  }
}
