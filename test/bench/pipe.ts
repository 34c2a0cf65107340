/**
 * Four processes, `scan | detect | group | place`, against one, `organize`.
 * @module
 */
import { join } from "node:path";
import { sh } from "../tools/shell.ts";
import { distinctCopies, inScratch, SAMPLE_FILES } from "./tools/albums.ts";
import { type Measure, median, type Row } from "./tools/measure.ts";

const PHOTOS = 120;
const TURNS = 3;

/** Wall and processor seconds of a command line and all that it starts. */
async function seconds(script: string, folder: string): Promise<{ wall: number; cpu: number }> {
  const start = performance.now();
  const { rc, stdout, stderr } = await sh(`{ ${script}; } > /dev/null && times`, folder, {}, 600_000);
  if (rc !== 0) throw new Error(stderr);
  // The shell's own times, then those of what it ran: user and system, as 0m1.23s.
  const times = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * Number(m) + Number(s));
  return { wall: (performance.now() - start) / 1000, cpu: times[2]! + times[3]! };
}

async function compare(folder: string): Promise<Row[]> {
  distinctCopies(SAMPLE_FILES, PHOTOS, join(folder, "photos"));
  const four: { wall: number; cpu: number }[] = [];
  const one: { wall: number; cpu: number }[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    one.push(await seconds(`facepipe organize --no-cache photos one-${turn}`, folder));
    four.push(await seconds(`scan photos | detect | group | place four-${turn}`, folder));
  }
  const row = (what: string, key: "wall" | "cpu", wanted?: string): Row => {
    const [a, b] = [four, one].map((runs) => median(runs.map((run) => run[key]))) as [number, number];
    return {
      what: `four processes, ${PHOTOS} photos, ${what}`,
      figure: `${a.toFixed(1)} s`,
      against: `organize ${b.toFixed(1)} s`,
      ratio: a / b,
      ...(wanted && { wanted }),
    };
  };
  return [row("wall time", "wall", "at most 1.15"), row("processor time", "cpu")];
}

export const pipe: Measure = {
  name: "pipe",
  describe: "four processes against one",
  run: () => inScratch(compare),
};
