/**
 * Runs `test/tools/place_child.ts` in a process of its own and kills it.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

const CHILD = join(ROOT, "dist/test/tools/place_child.js");

/**
 * Kills the child `delay` milliseconds after it said that it begins; tells how long it ran where it
 * was faster.
 */
export async function runAndKill(args: readonly string[], delay: number): Promise<number | undefined> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  await once(child.stdout, "data");
  child.stdout.resume();
  const start = performance.now();
  const timer = setTimeout(() => child.kill("SIGKILL"), delay);
  const [code] = await exit;
  clearTimeout(timer);
  return code === 0 ? performance.now() - start : undefined;
}
