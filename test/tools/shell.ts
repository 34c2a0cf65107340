/**
 * Runs command lines as users do: through `sh`, with the real executables on the PATH.
 * @module
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { TEST_MODELS } from "./default_pack.ts";
import { ROOT, SAMPLES } from "./paths.ts";

/** What a command line did. */
export interface Outcome {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Folder of the commands under their bare names. */
const BINS = join(ROOT, "dist/test/bin");

/** A scratch folder that is removed at the end of the test, suite or file that asks for it. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "facepipe-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment of a test: none of the user's own settings, and the tests' own model cache. */
export function testEnvironment(folder: string): Record<string, string> {
  const home = join(folder, ".home");
  mkdirSync(home, { recursive: true });
  // npm and its ways to the registry need the machine's own variables; facepipe's are kept out.
  const machine = Object.entries(process.env).filter(
    ([name]) => !/^(FACEPIPE|XDG|NODE_TEST)_|^NO_COLOR$/.test(name),
  );
  return {
    ...(Object.fromEntries(machine) as Record<string, string>),
    PATH: `${BINS}:${process.env.PATH}`,
    HOME: home,
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), ".npmrc"),
    npm_config_cache: process.env.npm_config_cache ?? join(homedir(), ".npm"),
    LANG: "C.UTF-8",
    TZ: "UTC",
    FACEPIPE_MODELS_DIR: TEST_MODELS,
    SAMPLES,
    ROOT,
  };
}

/**
 * Runs a shell script in a folder.
 *
 * @param env Set besides the test environment.
 * @param limit Milliseconds after which it is killed, which shows as exit code −1.
 */
export function sh(
  script: string,
  cwd: string,
  env: Record<string, string> = {},
  limit = 120_000,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-c", script], {
      cwd,
      env: { ...testEnvironment(cwd), ...env },
      detached: true,
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    }
    child.stdin.end();
    const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), limit);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ rc: code ?? -1, ...output });
    });
  });
}
