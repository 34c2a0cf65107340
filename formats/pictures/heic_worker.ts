/**
 * The entry of a worker thread: decodes one HEIC picture with heic-decode, and ends. What a
 * hostile file does to the decoder stays in here.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { uncompressedTiff } from "./uncompressed_tiff.ts";

/** What the thread is given. */
export interface HeicTask {
  readonly bytes: Uint8Array;
  /** Which of the pictures in the file, counted from 0. */
  readonly page: number;
  /** Of the upright picture, as its header states. */
  readonly width: number;
  readonly height: number;
  /** The colour profile that its pixels are in. */
  readonly icc?: Uint8Array | undefined;
}

/** What the thread answers: the picture as an uncompressed TIFF file, or why there is none. */
export type HeicAnswer = { readonly tiff: Uint8Array } | { readonly reason: string };

/** The part of heic-decode that is used here. */
interface HeicDecode {
  all(options: { buffer: Uint8Array }): Promise<readonly HeicPicture[]>;
}

interface HeicPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of each pixel of the upright picture. */
  decode(): Promise<{ readonly data: Uint8ClampedArray }>;
}

const MISSING =
  "it is a HEIC photo, and those need the package heic-decode; `npm install heic-decode` adds it";

parentPort!.postMessage(await answer(workerData as HeicTask));

async function answer(task: HeicTask): Promise<HeicAnswer> {
  const decoder = await loadDecoder();
  if (decoder === undefined) return { reason: MISSING };
  try {
    return { tiff: await decode(decoder, task) };
  } catch (thrown) {
    return { reason: `it is damaged (${thrown instanceof Error ? thrown.message : String(thrown)})` };
  }
}

async function loadDecoder(): Promise<HeicDecode | undefined> {
  // As a variable, since the package need not be there when this is compiled either.
  const name: string = "heic-decode";
  try {
    return ((await import(name)) as { default: HeicDecode }).default;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw thrown;
  }
}

async function decode(
  decoder: HeicDecode,
  { bytes, page, width, height, icc }: HeicTask,
): Promise<Uint8Array> {
  const picture = (await decoder.all({ buffer: bytes }))[page];
  if (picture?.width !== width || picture.height !== height)
    throw new Error("its sizes contradict each other");
  const { data } = await picture.decode();
  return uncompressedTiff({ width, height, data: overWhite(data) }, icc);
}

/** Pixels without their alpha, as the photo looks on white. */
function overWhite(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3]!;
    for (let i = 0; i < 3; i++) {
      const value = rgba[from + i]!;
      rgb[to + i] = alpha === 255 ? value : Math.round((value * alpha) / 255 + 255 - alpha);
    }
  }
  return rgb;
}
