/**
 * `facepipe serve` as a process of its own.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ROOT } from "./paths.ts";
import { testEnvironment } from "./shell.ts";

const FACEPIPE = join(ROOT, "dist/package/bin-facepipe.js");

/** A server that runs. */
export interface ServeProcess {
  readonly address: string;
  readonly child: ChildProcess;
  /** Everything that it wrote to stderr so far. */
  log(): string;
  /** Sends a signal and waits; gives the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** Starts a server on a free port; `folder` is its home and working folder. */
export async function startServe(folder: string, ...args: string[]): Promise<ServeProcess> {
  const child = spawn(process.execPath, [FACEPIPE, "serve", "--listen", "127.0.0.1:0", ...args], {
    cwd: folder,
    env: testEnvironment(folder),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const first = once(child.stdout!.setEncoding("utf8"), "data") as Promise<[string]>;
  const [line] = await Promise.race([first, ended]);
  if (typeof line !== "string") throw new Error(`facepipe serve ended: ${log}`);
  return {
    address: line.trim(),
    child,
    log: () => log,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const [code, by] = await ended;
      return code ?? by!;
    },
  };
}
