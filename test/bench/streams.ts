/**
 * Face records a second in each format on one core, by processor time, beside what `JSON.parse` and
 * base64 alone would take.
 * @module
 */
import type { Face } from "../../core/mod.ts";
import { type RecordFormat, readRecords, writeRecords } from "../../formats/mod.ts";
import { Random, randomUnitVector } from "../tools/random_records.ts";
import { inChunks, joined } from "../tools/streams.ts";
import { type Measure, type Row, timed } from "./tools/measure.ts";

const DIMENSION = 512;
const FACES = 20_000;
const ROUNDS = 12;

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

async function* randomFaces(): AsyncIterable<Face> {
  const random = new Random(1);
  for (let i = 0; i < FACES; i++) yield randomFace(random, i);
}

/** The fastest of all rounds, in microseconds of processor time for each face. */
async function microseconds(job: () => Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) best = Math.min(best, (await timed(job)).cpu);
  return (1000 * best) / FACES;
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

const rate = (us: number) => `${Math.round(1e6 / us).toLocaleString("en")} faces/s`;

async function compare(): Promise<Row[]> {
  const bytes = async (format: RecordFormat) => joined(writeRecords(randomFaces(), format));
  const streams = { ndjson: await bytes("ndjson"), arrow: await bytes("arrow") };
  const lines = String(streams.ndjson).trimEnd().split("\n");
  const arrow = await microseconds(() => drain(readRecords(inChunks(streams.arrow))));
  const ndjson = await microseconds(() => drain(readRecords(inChunks(streams.ndjson))));
  const alone = await microseconds(async () => {
    for (const line of lines) Buffer.from(JSON.parse(line).embedding, "base64");
  });
  const writing = (format: RecordFormat) =>
    microseconds(() => drain(writeRecords(readRecords(inChunks(streams.arrow)), format)));
  const [writeArrow, writeNdjson] = [await writing("arrow"), await writing("ndjson")];
  const row = (what: string, us: number, peer: string, peerUs: number): Row => {
    return { what, figure: rate(us), against: `${peer}: ${rate(peerUs)}`, ratio: peerUs / us };
  };
  return [
    { ...row("Arrow: read", arrow, "NDJSON", ndjson), wanted: "at least 500,000 faces/s" },
    row("NDJSON: read", ndjson, "JSON.parse and base64 alone", alone),
    row("Arrow: read and written", writeArrow, "Arrow read, NDJSON written", writeNdjson),
  ];
}

export const streams: Measure = {
  name: "arrow",
  describe: "records a second, Arrow against NDJSON",
  run: compare,
};
