/**
 * How many face records a second each format reads and writes on one core, beside what `JSON.parse`
 * and base64 alone would take: `node dist/test/bench/record_streams.js [faces] [rounds]`.
 * @module
 */
import type { Face } from "../../core/mod.ts";
import { RECORD_FORMATS, readRecords, writeRecords } from "../../formats/mod.ts";
import { Random, randomUnitVector } from "../tools/random_records.ts";
import { inChunks, joined, streamOf } from "../tools/streams.ts";

const DIMENSION = 512;
const [count = 20_000, rounds = 10] = process.argv.slice(2).map(Number);

function randomFace(random: Random, index: number): Face {
  const sha256 = random.list(64, () => random.pick([..."0123456789abcdef"])).join("");
  const [x, y] = [random.next() * 4000, random.next() * 3000];
  return {
    kind: "face",
    faceId: `${sha256.slice(0, 16)}-${index % 5}`,
    path: `/photos/2020/IMG_${index}.jpg`,
    sha256,
    bbox: [x, y, x + 100 * random.next(), y + 100 * random.next()],
    landmarks: random.list(5, () => [x + 100 * random.next(), y + 100 * random.next()]),
    score: random.next(),
    blur: 300 * random.next(),
    faceRatio: random.next() / 10,
    detector: "rfb320@6c0256ccd316",
    embedder: "mobilefacenet@87aacdfe5771",
    embedding: randomUnitVector(random, DIMENSION),
    person: `person_${index % 50}`,
    personScore: random.next(),
  };
}

/** The fastest of all rounds, in microseconds of processor time for each face. */
async function measure(name: string, job: () => Promise<void>): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    await job();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / count);
  }
  const rate = Math.round(1e6 / best).toLocaleString("en");
  process.stdout.write(`${name.padEnd(28)} ${best.toFixed(2)} µs a face, ${rate} faces/s\n`);
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

const random = new Random(1);
const faces = Array.from({ length: count }, (_, i) => randomFace(random, i));
for (const format of RECORD_FORMATS) {
  const stream = await joined(writeRecords(streamOf(...faces), format));
  await measure(`${format}: write`, () => drain(writeRecords(streamOf(...faces), format)));
  await measure(`${format}: read`, () => drain(readRecords(inChunks(stream))));
  if (format === "arrow") continue;
  const lines = String(stream).trimEnd().split("\n");
  await measure("JSON.parse and base64 alone", async () => {
    for (const line of lines) Buffer.from(JSON.parse(line).embedding, "base64");
  });
}
