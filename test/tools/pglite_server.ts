/**
 * PGlite with pgvector behind its socket server, for the length of a test file. It answers one
 * connection at a time.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A server that runs. */
export interface PgliteServer {
  /** Address of a new schema in its one database. */
  newSchema(): string;
  stop(): Promise<void>;
}

/** Starts a server. */
export async function startPglite(): Promise<PgliteServer> {
  const script = fileURLToPath(new URL("pglite_child.js", import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await Promise.race([
    once(child.stdout.setEncoding("utf8"), "data"),
    once(child, "exit").then(([code]) => {
      throw new Error(`PGlite ended with code ${code}`);
    }),
  ])) as [string];
  let schemas = 0;
  return {
    newSchema: () =>
      `postgres://postgres:postgres@${line.trim()}/postgres?pool_size=1&schema=faces${++schemas}`,
    stop: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
