/**
 * How long each command takes to start beside bare Node.
 * @module
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { PACKAGE } from "../tools/bundle.ts";
import { type Measure, median, type Row } from "./tools/measure.ts";

const COMMANDS = [
  "group",
  "place",
  "convert",
  "eval",
  "gallery",
  "scan",
  "detect",
  "embed",
  "organize",
  "models",
  "explain",
  "learn",
  "person",
];
const RUNS = 9;

function wallOf(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  return performance.now() - start;
}

/** Bare Node runs in turn with the commands, so that a busy moment meets both. */
function rowOf(command: string): Row {
  const bare: number[] = [];
  const own: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(wallOf(["--eval", "0"]));
    own.push(wallOf([join(PACKAGE, "bin-facepipe.js"), command, "--help"]));
  }
  const [a, b] = [median(own), median(bare)];
  const light = ["group", "place", "convert", "eval"].includes(command);
  return {
    what: `${command} --help`,
    figure: `${a.toFixed(0)} ms`,
    against: `bare node ${b.toFixed(0)} ms`,
    ratio: a / b,
    ...(light && { wanted: "at most 2.5" }),
  };
}

export const startup: Measure = {
  name: "startup",
  describe: "start of each command beside bare Node",
  run: async () => COMMANDS.map(rowOf),
};
