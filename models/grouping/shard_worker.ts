/**
 * The entry of a worker thread: finds neighbours among some of the vectors.
 * @module
 */
import { serveTasks } from "../worker_port.ts";
import { answerInShard } from "./shard.ts";

serveTasks(answerInShard);
