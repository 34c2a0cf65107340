/**
 * Mutated record streams through the stages.
 * @module
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sh } from "../tools/shell.ts";
import { checkOutcome } from "./checks.ts";
import { mutate, mutateFields } from "./mutate.ts";
import { Random } from "./random.ts";

/** Processes at once. */
const PARALLEL = 2;

const STAGES = ["convert", "group", "group --threshold 0.3", "place --dry-run out", "convert"];

/** Feeds `count` mutated streams, NDJSON and Arrow, to the stages that read them. */
export async function fuzzStreams(folder: string, seed: number, count: number): Promise<void> {
  const random = new Random(seed);
  const cwd = mkdtempSync(join(folder, "streams-"));
  await sh(
    'scan "$SAMPLES"/sample[12].jpg | detect --crops | group > in.ndjson; facepipe convert --format arrow < in.ndjson > in.arrow',
    cwd,
  );
  const ndjson = readFileSync(join(cwd, "in.ndjson"));
  const arrow = readFileSync(join(cwd, "in.arrow"));
  const jobs = Array.from({ length: count }, (_, i) => {
    const kind = random.below(3);
    const bytes =
      kind === 0
        ? Buffer.from(mutateFields(ndjson.toString(), random))
        : mutate(kind === 1 ? ndjson : arrow, random);
    return { bytes, stage: random.pick(STAGES), name: `stream-${i}` };
  });
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      writeFileSync(join(cwd, job.name), job.bytes);
      const outcome = await sh(`facepipe ${job.stage} < ${job.name}`, cwd, {}, 60_000);
      checkOutcome(outcome, `${job.name} of seed ${seed} into ${job.stage}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}
