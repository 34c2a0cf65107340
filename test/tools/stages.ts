/**
 * Runs a stage over records in memory.
 * @module
 */
import type { FaceRecord, Stage } from "../../core/mod.ts";

/** The records as a stream. */
export async function* streamOf(records: Iterable<FaceRecord>): AsyncIterable<FaceRecord> {
  yield* records;
}

/** Everything that a stage makes of the records. */
export async function run(stage: Stage, records: Iterable<FaceRecord>): Promise<FaceRecord[]> {
  const out: FaceRecord[] = [];
  for await (const record of stage(streamOf(records))) out.push(record);
  return out;
}
