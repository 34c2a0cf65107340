/**
 * Benchmarks that are scripts with a table of their own.
 * @module
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../tools/paths.ts";

/** A script beside this one, with arguments that keep it short. */
export interface Script {
  readonly name: string;
  readonly describe: string;
  readonly args: readonly string[];
}

/** The scripts that the suite runs. */
export const SCRIPTS: readonly Script[] = [
  { name: "place", describe: "place beside cp", args: ["2000"] },
  { name: "group", describe: "group beside ml-hclust and a greedy grouper", args: ["1000", "20000"] },
];

/** What a script prints. */
export function runScript({ name, args }: Script): string {
  const file = join(ROOT, "dist/test/bench", `${name}.js`);
  return execFileSync(process.execPath, [file, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}
