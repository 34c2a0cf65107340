/**
 * How long it takes to add faces to an album whose people are remembered, against grouping the
 * whole album. Arguments: faces, people, faces to add; by default 20,000, 4,000 and 100.
 * @module
 */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { FaceRecord, RememberedPerson } from "../../core/mod.ts";
import { openGroupState, writeArrow } from "../../formats/mod.ts";
import { type FaceVectors, faceVectors } from "../tools/face_vectors.ts";
import { sh } from "../tools/shell.ts";

const EMBEDDER = "bench@0123456789ab";
const [faces = 20_000, people = 4_000, added = 100] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), "facepipe-bench-"));
try {
  const all = faceVectors(faces + added, people);
  await writeFaces("all.arrow", all, 0, faces + added);
  await writeFaces("new.arrow", all, faces, faces + added);
  await writeState(all);
  const size = (await stat(join(folder, "people.state"))).size;
  process.stdout.write(`${faces} faces of ${people} people, state of ${Math.round(size / 1e6)} MB\n`);
  const whole = await timed("all", "group --format arrow < all.arrow > /dev/null");
  const both = await timed("all, remembered", command("all.arrow"));
  const alone = await timed("new, remembered", command("new.arrow"));
  process.stdout.write(`ratio ${(both / whole).toFixed(3)}, ${(alone / whole).toFixed(3)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function command(input: string): string {
  return `cp people.state copy.state && group --state copy.state --format arrow < ${input} > /dev/null`;
}

function idOf(face: number): string {
  return `${String(face).padStart(16, "0")}-0`;
}

async function writeFaces(file: string, all: FaceVectors, start: number, end: number): Promise<void> {
  async function* records(): AsyncIterable<FaceRecord> {
    for (let face = start; face < end; face++) {
      const embedding = all.data.subarray(face * all.dimension, (face + 1) * all.dimension);
      yield { kind: "face", faceId: idOf(face), embedder: EMBEDDER, embedding };
    }
    yield { kind: "end", stage: "detect", faces: end - start, photos: 0, errors: 0 };
  }
  await pipeline(writeArrow(records()), createWriteStream(join(folder, file)));
}

/** Everybody as they are, since only the time of the runs after the first is of interest. */
async function writeState({ data, dimension, people: owners }: FaceVectors): Promise<void> {
  const known = new Map<number, { faces: string[]; sum: Float32Array }>();
  for (let face = 0; face < faces; face++) {
    const person = known.get(owners[face]!) ?? { faces: [], sum: new Float32Array(dimension) };
    known.set(owners[face]!, person);
    person.faces.push(idOf(face));
    for (let k = 0; k < dimension; k++) person.sum[k]! += data[face * dimension + k]!;
  }
  const remembered = [...known.values()].map((person, i): RememberedPerson => {
    return { id: `person-${String(i + 1).padStart(6, "0")}`, ...person };
  });
  const state = await openGroupState(join(folder, "people.state"), () => {});
  await state.update(async () => ({
    embedder: EMBEDDER,
    dimension,
    settings: "threshold 0.5",
    next: remembered.length + 1,
    width: 6,
    people: remembered,
  }));
}

async function timed(what: string, script: string): Promise<number> {
  const start = performance.now();
  const outcome = await sh(script, folder, {}, 600_000);
  if (outcome.rc !== 0) throw new Error(outcome.stderr);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`${what.padEnd(18)} ${seconds.toFixed(1)} s\n`);
  return seconds;
}
