/**
 * Memory of each of the four processes while 10,000 photos pass through them (FACEPIPE_BENCH_PHOTOS
 * sets another number): the peak in the last quarter of the run against that in the second. `group`
 * and `place` hold what arrives until the stream ends, so theirs says what a face costs.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { testEnvironment } from "../tools/shell.ts";
import { distinctCopies, inScratch, smallPhotos } from "./tools/albums.ts";
import type { Measure, Row } from "./tools/measure.ts";

const PHOTOS = Number(process.env.FACEPIPE_BENCH_PHOTOS ?? 10_000);
const SAMPLE_MS = 200;
const KIB = 1024;
/** They work when the stream has ended. */
const WAITING = ["group", "place"];

/** Memory of a process at a time, in bytes. */
interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** The processes that a shell has started and that run, by the names of their scripts. */
function stagesOf(shell: number): Map<string, number> {
  const children = readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim().split(" ");
  const named = children.flatMap((pid): [string, number][] => {
    const script = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[1];
    return script === undefined ? [] : [[basename(script), Number(pid)]];
  });
  return new Map(named);
}

/** Bytes that belong to a process alone. */
function ownMemory(pid: number): number {
  const [, kib] = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib ?? 0) * KIB;
}

/** Samples of each stage that a shell runs, until `stop` says so. */
async function watch(shell: number, stop: AbortSignal): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>();
  while (!stop.aborted) {
    try {
      for (const [name, pid] of stagesOf(shell)) {
        const known = samples.get(name) ?? [];
        samples.set(name, [...known, { at: performance.now(), bytes: ownMemory(pid) }]);
      }
    } catch {
      // One of them has just ended.
    }
    await sleep(SAMPLE_MS);
  }
  return samples;
}

/** The largest sample in a part of a stage's run, from `from` to `to`, 0 to 1. */
function peak(samples: readonly Sample[], from: number, to: number): number {
  const [first, last] = [samples[0]?.at ?? 0, samples.at(-1)?.at ?? 0];
  const share = ({ at }: Sample) => (at - first) / (last - first);
  const inPart = samples.filter((sample) => share(sample) >= from && share(sample) <= to);
  return Math.max(0, ...inPart.map(({ bytes }) => bytes));
}

async function measure(folder: string): Promise<Row[]> {
  distinctCopies(await smallPhotos(folder), PHOTOS, join(folder, "photos"));
  const begin = performance.now();
  const shell = spawn("sh", ["-c", "scan photos | detect | group | place out --mode hardlink"], {
    cwd: folder,
    env: testEnvironment(folder),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = new AbortController();
  const watching = watch(shell.pid!, stop.signal);
  const closed = once(shell, "close");
  let faces = 0;
  for await (const line of createInterface(shell.stdout)) {
    const record = JSON.parse(line);
    if (record.kind === "photo") faces += record.faces;
  }
  const [code] = await closed;
  stop.abort();
  if (code !== 0) throw new Error(`place ended with ${code}`);
  const seconds = (performance.now() - begin) / 1000;
  return [...(await watching)].map(([name, samples]) => rowOf({ name, samples }, seconds, faces));
}

function rowOf(
  { name, samples }: { name: string; samples: readonly Sample[] },
  seconds: number,
  faces: number,
): Row {
  const [second, last] = [peak(samples, 0.25, 0.5), peak(samples, 0.75, 1)];
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const perFace = (peak(samples, 0, 1) - (samples[0]?.bytes ?? 0)) / faces / 1000;
  const waits = WAITING.includes(name);
  return {
    what: `memory of ${name}, ${PHOTOS.toLocaleString("en")} photos in ${seconds.toFixed(0)} s`,
    figure: `${mb(last)} in the last quarter${waits ? `, ${perFace.toFixed(1)} kB a face` : ""}`,
    against: `${mb(second)} in the second`,
    ratio: last / second,
    ...(waits ? {} : { wanted: "about 1" }),
  };
}

export const memory: Measure = {
  name: "memory",
  describe: "memory of four processes while many photos pass",
  run: () => inScratch(measure),
};
