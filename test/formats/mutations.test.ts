/** @module Mutated streams: an error of the stream or valid records, soon and in little memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXIT, FacepipeError, validateRecord } from "../../core/mod.ts";
import { type RecordFormat, readRecords, writeRecords } from "../../formats/mod.ts";
import { Random, randomRecord } from "../tools/random_records.ts";
import { inChunks, joined, streamOf } from "../tools/streams.ts";

const MUTANTS = 400;
const ODD_NUMBERS = [-1, 0, 1, 8, 255, 65536, 2 ** 20, 2 ** 31 - 1, -(2 ** 31)];

type Mutation = (bytes: Buffer, at: number, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes, at, random) => {
    bytes[at] = random.below(256);
    return bytes;
  },
  (bytes, at, random) => {
    bytes[at]! ^= 1 << random.below(8);
    return bytes;
  },
  (bytes, at, random) => {
    const aligned = at - (at % 4);
    if (aligned + 4 <= bytes.length) bytes.writeInt32LE(random.pick(ODD_NUMBERS), aligned);
    return bytes;
  },
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, random) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(random.below(bytes.length))]),
  (bytes, at, random) => {
    const inserted = Buffer.from(random.list(random.below(16), () => random.below(256)));
    return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
  },
];

function mutate(bytes: Buffer, random: Random): Buffer {
  let mutant: Buffer = Buffer.from(bytes);
  for (let i = 1 + random.below(4); i > 0 && mutant.length > 0; i--) {
    mutant = random.pick(MUTATIONS)(mutant, random.below(mutant.length), random);
  }
  return mutant;
}

/** Reads all, checks every record once more, and returns what became of the stream. */
async function outcome(mutant: Buffer, chunkSize: number): Promise<"read" | "refused"> {
  try {
    for await (const record of readRecords(inChunks(mutant, chunkSize))) validateRecord(record, "again");
    return "read";
  } catch (error) {
    assert.ok(error instanceof FacepipeError, (error as Error)?.stack);
    assert.equal(error.exit, EXIT.malformedInput, error.message);
    assert.match(error.message, /^Cannot read records: (input|schema|line \d+|batch \d+)/);
    assert.doesNotMatch(error.message, /again/);
    return "refused";
  }
}

for (const format of ["ndjson", "arrow"] satisfies RecordFormat[]) {
  test(`${MUTANTS} mutants of ${format} streams`, async () => {
    const random = new Random(format.length);
    const records = random.list(12, () => randomRecord(random));
    const original = await joined(writeRecords(streamOf(...records), format));
    const before = process.memoryUsage().rss;
    const counts = { read: 0, refused: 0 };
    for (let i = 0; i < MUTANTS; i++) {
      const mutant = mutate(original, random);
      const started = performance.now();
      counts[await outcome(mutant, 1 + random.below(mutant.length + 1))]++;
      const elapsed = performance.now() - started;
      assert.ok(elapsed < 2000, `mutant ${i} took ${elapsed} ms`);
    }
    assert.ok(counts.refused > MUTANTS / 2, JSON.stringify(counts));
    const growth = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.ok(growth < 300, `${growth} MiB`);
  });
}
