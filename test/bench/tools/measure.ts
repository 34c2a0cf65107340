/**
 * What a benchmark is, and how its figures are shown.
 * @module
 */

/** One figure beside its peer or limit. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** What it is compared with, with its own figure. */
  readonly against: string;
  /** The figure over that of the peer, or of the limit. */
  readonly ratio: number;
  /** What the ratio, or the figure, should be. */
  readonly wanted?: string;
}

/** A benchmark. Each runs in a process of its own. */
export interface Measure {
  readonly name: string;
  readonly describe: string;
  run(): Promise<Row[]>;
}

const HEAD = ["measure", "figure", "against", "ratio", "wanted"];

/** Rows as a table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map(() => "---"), ...rows.map(cellsOf)];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function cellsOf({ what, figure, against, ratio, wanted = "" }: Row): string[] {
  return [what, figure, against, Number.isFinite(ratio) ? ratio.toFixed(2) : "", wanted];
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Wall time and processor time of this process that work takes, in milliseconds. */
export async function timed(work: () => Promise<void>): Promise<{ wall: number; cpu: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}
