/**
 * `facepipe route --listen` as a process of its own.
 * @module
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { testEnvironment } from "./shell.ts";

/** A running command. */
export interface RouteProcess {
  /** Where events go. */
  readonly address: string;
  /** Messages so far. */
  log(): string;
  /** Sends a signal, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; records: Record<string, unknown>[] }>;
}

/** Starts the command in a folder, with `args` besides `--listen`; it ends with the test file at the latest. */
export async function startRoute(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<RouteProcess> {
  const child = spawn("facepipe", ["route", "--listen", "127.0.0.1:0", ...args], {
    cwd: folder,
    env: { ...testEnvironment(folder), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  after(() => child.kill("SIGKILL"));
  const ended = once(child, "close") as Promise<[number | null]>;
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  const address = () => /http:[^"]*\/frame\//.exec(output.stderr)?.[0];
  while (address() === undefined) {
    assert.equal(child.exitCode, null, output.stderr);
    await sleep(20);
  }
  return {
    address: address()!,
    log: () => output.stderr,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const [code] = await ended;
      const lines = output.stdout.trimEnd().split("\n");
      return { code, records: lines.map((line) => JSON.parse(line)) };
    },
  };
}

/** Posts an event; gives the status and the answer. */
export async function post(
  address: string,
  fields: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
  token?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    form.set(name, typeof value === "string" ? value : new Blob([value]));
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(address, { method: "POST", body: form, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
