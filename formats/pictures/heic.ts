/**
 * HEIC photos: recognised here, decoded in a thread of their own.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { Unreadable } from "../unreadable.ts";
import type { HeicAnswer, HeicTask } from "./heic_worker.ts";
import { brandsOf } from "./iso_media.ts";

const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "./heic_worker.ts" : "./heic_worker.js",
  import.meta.url,
);

/** Brands of HEIF files whose pictures are compressed with HEVC (ISO/IEC 23008-12, annex B). */
const HEVC_BRANDS: readonly string[] = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"];

/** Brands of HEIF files in general, which do not tell how pictures are compressed. */
const HEIF_BRANDS: readonly string[] = ["mif1", "msf1"];

/** Time that a thread may take to decode: a hundred times what a slow core needs. */
const PATIENCE_MS = 60_000;
const PATIENCE_MS_A_MEGAPIXEL = 5000;

/** Whether a file is a HEIF file with HEVC pictures; AVIF is none. */
export function isHeic(bytes: Buffer): boolean {
  const brands = brandsOf(bytes);
  if (HEVC_BRANDS.some((brand) => brands.includes(brand))) return true;
  return (
    HEIF_BRANDS.includes(brands[0] ?? "") && !brands.some((brand) => brand === "avif" || brand === "avis")
  );
}

/** Decodings that run, and those that wait for one to end: each takes a core and some 20 bytes a pixel. */
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Decodes a HEIC picture, upright, as an uncompressed TIFF file.
 *
 * @throws Unreadable where it is damaged, takes too long, or the package heic-decode is not
 * there.
 */
export async function decodeHeic(task: HeicTask): Promise<Uint8Array> {
  if (running >= availableParallelism()) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await decodeInThread(
      task,
      PATIENCE_MS + (PATIENCE_MS_A_MEGAPIXEL * task.width * task.height) / 1e6,
    );
  } finally {
    // Whoever waits takes over the place.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/**
 * As {@linkcode decodeHeic}, at once.
 *
 * @param patience Milliseconds after which the thread is ended.
 */
export function decodeInThread(task: HeicTask, patience: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown) => reject(new Unreadable(reason, { cause }));
    // The decoder prints; records must not get mixed with that.
    const worker = new Worker(WORKER, { workerData: task, execArgv: [], stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    const timer = setTimeout(() => {
      fail("decoding it takes too long");
      void worker.terminate();
    }, patience);
    worker.on("message", (answer: HeicAnswer) => {
      if ("tiff" in answer) resolve(answer.tiff);
      else fail(answer.reason);
    });
    worker.on("error", (thrown) => fail(`it is damaged (${thrown.message})`, thrown));
    worker.on("exit", () => {
      clearTimeout(timer);
      fail("its decoder ended early");
    });
  });
}
