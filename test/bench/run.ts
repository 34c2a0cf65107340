/**
 * `npm run bench [-- NAME…]`: runs the benchmarks, or those named, and writes a dated table into
 * `.cache/bench`. All are ratios against a peer, or against the machine's own limit, in the same run.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../tools/paths.ts";
import { limit } from "./limit.ts";
import { memory } from "./memory.ts";
import { peer } from "./peer.ts";
import { pipe } from "./pipe.ts";
import { runScript, SCRIPTS } from "./scripts.ts";
import { startup } from "./startup.ts";
import { streams } from "./streams.ts";
import { type Measure, type Row, tableOf } from "./tools/measure.ts";

const MEASURES: readonly Measure[] = [startup, limit, peer, pipe, streams, memory];
const NAMES = [...MEASURES, ...SCRIPTS].map(({ name }) => name);
const FOLDER = join(ROOT, ".cache/bench");

const [first, ...rest] = process.argv.slice(2);
if (first === "--one") {
  const measure = MEASURES.find(({ name }) => name === rest[0]);
  process.stdout.write(JSON.stringify(await measure!.run()));
} else {
  const chosen = first === undefined ? NAMES : [first, ...rest];
  const unknown = chosen.find((name) => !NAMES.includes(name));
  if (unknown === undefined) runAll(chosen);
  else {
    process.stderr.write(`There is no benchmark ${unknown}; there are ${NAMES.join(", ")}\n`);
    process.exitCode = 2;
  }
}

function runAll(chosen: readonly string[]): void {
  const now = new Date();
  let text = `# Benchmarks of ${now.toISOString()}\n\n${machine()}\n\n`;
  const show = (part: string) => {
    text += part;
    process.stdout.write(part);
  };
  show(tableOf(MEASURES.filter(({ name }) => chosen.includes(name)).flatMap(rowsOf)));
  for (const script of SCRIPTS.filter(({ name }) => chosen.includes(name))) {
    process.stderr.write(`${script.name}: ${script.describe}\n`);
    show(
      `\n## ${script.name}: ${script.describe}\n\n\`\`\`\n${attempt(() => runScript(script), String)}\`\`\`\n`,
    );
  }
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${now.toISOString().slice(0, 16).replace(":", "")}.md`);
  writeFileSync(file, text);
  process.stderr.write(`written to ${file}\n`);
}

/** The rows of a benchmark in a process of its own; one that tells of the failure where it fails. */
function rowsOf({ name, describe }: Measure): Row[] {
  process.stderr.write(`${name}: ${describe}\n`);
  const self = fileURLToPath(import.meta.url);
  const run = () =>
    JSON.parse(
      execFileSync(process.execPath, [self, "--one", name], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
        maxBuffer: 2 ** 26,
      }),
    ) as Row[];
  return attempt(run, (error) => [
    { what: name, figure: "failed", against: error.split("\n")[0]!, ratio: Number.NaN },
  ]);
}

function attempt<T>(work: () => T, failed: (reason: string) => T): T {
  try {
    return work();
  } catch (error) {
    process.exitCode = 1;
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function machine(): string {
  const [first] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const load = loadavg()[0]!.toFixed(1);
  return `${cpus().length} × ${first?.model.trim() ?? "unknown processor"}, ${memory} GiB, Node ${process.version}, load before ${load}`;
}
