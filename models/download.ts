/**
 * Downloads one file over HTTP, going on where an earlier attempt stopped.
 *
 * What arrives is identified by its sha256 alone, so a partial file may be continued from any
 * server: if the whole does not match, it is fetched once more from the start. Of proxies, what
 * Node's `fetch` honours is honoured: none by default, and `HTTP_PROXY`, `HTTPS_PROXY` and
 * `NO_PROXY` with `NODE_USE_ENV_PROXY=1` from Node 22.21 and 24.5 on.
 * @module
 */
import type { FileHandle } from "node:fs/promises";
import { constants, open, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { FacepipeError, modelError, reasonOf, storageError } from "../core/mod.ts";
import { sha256OfFile } from "./hash_file.ts";
import { HttpRefusal, networkReason, requestFrom, watchSpeed } from "./http.ts";

/** A file on the web and what it must be. */
export interface Remote {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** How to download. */
export interface DownloadOptions {
  /** Ends the download; what has arrived stays. */
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of the file are there. */
  readonly onBytes?: (received: number) => void;
  /** An attempt that brings less than 1 kB/s for this long, in ms, has stalled. Default: 30,000. */
  readonly stallMs?: number | undefined;
  /** Wait before the first new attempt, in ms, doubled for each further one. Default: 500. */
  readonly retryMs?: number | undefined;
}

/** So many attempts in a row may fail without {@linkcode PROGRESS} before the download does. */
const ATTEMPTS = 4;

/** Bytes that make a cut attempt count as a good one. */
const PROGRESS = 1 << 20;

/**
 * Downloads `remote` to `path`; on return the file is whole and verified. What `path` holds
 * already is taken for the beginning of the file.
 *
 * @throws FacepipeError with exit 5 where the file cannot be had or is not what was expected, and
 * with exit 6 where it cannot be written.
 */
export async function download(remote: Remote, path: string, options: DownloadOptions = {}): Promise<void> {
  const resumed = await complete(remote, path, options);
  if (await matches(remote, path)) return;
  if (resumed) {
    await complete(remote, path, options);
    if (await matches(remote, path)) return;
  }
  throw failure(remote, "its content is not what the manifest states (sha256 differs)");
}

/** Whether the file has the right sha256; removes it otherwise. */
async function matches(remote: Remote, path: string): Promise<boolean> {
  if ((await sha256OfFile(path)) === remote.sha256) return true;
  await rm(path);
  return false;
}

/** How far a file is. */
interface Progress {
  received: number;
  /** Whether all of it comes from one answer. */
  inOnePiece: boolean;
}

/** Fills the file up to its size. Returns whether it is put together from several answers. */
async function complete(remote: Remote, path: string, options: DownloadOptions): Promise<boolean> {
  const file = await onDisk(path, open(path, constants.O_RDWR | constants.O_CREAT));
  try {
    const { size } = await file.stat();
    const progress: Progress = { received: size <= remote.size ? size : 0, inOnePiece: false };
    for (let failures = 0; progress.received < remote.size; ) {
      const before = progress.received;
      try {
        await transfer(remote, { file, path }, progress, options);
      } catch (error) {
        failures = progress.received - before >= PROGRESS ? 1 : failures + 1;
        await waitOrGiveUp(remote, error, failures, options);
      }
    }
    return !progress.inOnePiece;
  } finally {
    await file.close();
  }
}

/** Where the bytes go. */
interface Target {
  readonly file: FileHandle;
  readonly path: string;
}

/** Makes one request and writes what it brings. */
async function transfer(
  remote: Remote,
  to: Target,
  progress: Progress,
  options: DownloadOptions,
): Promise<void> {
  const watch = watchSpeed(options.stallMs ?? 30_000, options.signal);
  try {
    const response = await requestFrom(remote.url, progress.received, watch.signal);
    const start = startOf(response, remote, progress);
    if (start === 0) await onDisk(to.path, to.file.truncate(0));
    Object.assign(progress, { received: start, inOnePiece: start === 0 });
    for await (const chunk of response.body ?? []) {
      watch.count(chunk.length);
      if (progress.received + chunk.length > remote.size)
        throw new HttpRefusal("more bytes arrive than the file has");
      await writeAll(to, chunk, progress.received);
      progress.received += chunk.length;
      options.onBytes?.(progress.received);
    }
    if (progress.received < remote.size) throw new HttpRefusal("the connection was cut", true);
  } finally {
    watch.stop();
  }
}

/** Position in the file of the first byte that the answer brings. */
function startOf(response: Response, remote: Remote, progress: Progress): number {
  const { status, headers } = response;
  if (status === 200) {
    expectSize(headers.get("content-length"), remote);
    return 0;
  }
  if (status === 206) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
    if (total !== "*") expectSize(total ?? null, remote);
    if (Number(start) === progress.received) return progress.received;
  }
  if (status === 206 || status === 416) {
    progress.received = 0;
    throw new HttpRefusal("the server cannot continue the file", true);
  }
  const transient = status === 408 || status === 429 || status >= 500;
  throw new HttpRefusal(`the server answers ${status} ${response.statusText}`.trimEnd(), transient);
}

function expectSize(stated: string | null, remote: Remote): void {
  if (stated !== null && Number(stated) !== remote.size) {
    throw new HttpRefusal(`the server offers ${stated} bytes, the manifest states ${remote.size}`);
  }
}

async function writeAll({ file, path }: Target, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await onDisk(
      path,
      file.write(bytes, done, bytes.length - done, position + done),
    );
    done += bytesWritten;
  }
}

/** Gives errors of the disk their own code, so that they are not taken for the network's. */
async function onDisk<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw storageError(`Cannot write to ${path}: ${reasonOf(error)}`, error);
  });
}

/** Waits before the next attempt, or throws where there is no point in one. */
async function waitOrGiveUp(
  remote: Remote,
  error: unknown,
  failures: number,
  { signal, retryMs = 500 }: DownloadOptions,
): Promise<void> {
  signal?.throwIfAborted();
  if (error instanceof FacepipeError) throw error;
  const hopeless = error instanceof HttpRefusal && !error.transient;
  if (hopeless || failures >= ATTEMPTS) throw failure(remote, networkReason(error), error);
  await delay(retryMs * 2 ** (failures - 1), undefined, { signal }).catch(() => signal?.throwIfAborted());
}

function failure(remote: Remote, reason: string, cause?: unknown): FacepipeError {
  return modelError(`Cannot fetch ${remote.url}: ${reason}`, "NOT_FOUND", cause);
}
