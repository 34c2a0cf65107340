/**
 * Takes pictures out of videos with ffmpeg. It is told to read nothing but the one file, and only
 * as a video: lists of files, which could name any file or address, are no videos.
 * @module
 */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { Unreadable } from "../unreadable.ts";

const run = promisify(execFile);

/** Far more than finding one frame takes. */
const LIMIT_MS = 60_000;
const MAX_OUTPUT_BYTES = 256 * 2 ** 20;
const MAX_PIXELS = 268_402_689;

/** Containers of the videos that are read. */
const FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts";

const SAFELY = ["-v", "error", "-protocol_whitelist", "file", "-format_whitelist", FORMATS];

const WITHOUT_FFMPEG = "frames of videos need ffmpeg, which is not there; most systems have a package ffmpeg";

/** What a video says of itself. */
export interface VideoFacts {
  /** Seconds. */
  readonly duration: number;
  /** When it began, where it says so. */
  readonly began?: Date;
}

/** @throws Unreadable where the file is no video, or ffmpeg is not there. */
export async function probeVideo(path: string): Promise<VideoFacts> {
  const entries = [
    "-show_entries",
    "format=duration:format_tags=creation_time:stream=index",
    "-select_streams",
    "v:0",
  ];
  const { stdout } = await execute("ffprobe", [...SAFELY, ...entries, "-of", "json", ...input(path)]);
  const { format = {}, streams = [] } = JSON.parse(stdout.toString("utf8"));
  const duration = Number(format.duration);
  if (streams.length === 0 || !(duration >= 0)) throw new Unreadable("it is no video, or of unknown length");
  const began = new Date(format.tags?.creation_time ?? Number.NaN);
  return { duration, ...(began.getTime() > 0 ? { began } : {}) };
}

/**
 * The frame that is seen at a time, as a JPEG file: the same bytes each time.
 *
 * @param time Seconds.
 * @throws Unreadable where there is none, or ffmpeg is not there.
 */
export async function readFrame(path: string, time: number): Promise<Uint8Array> {
  const from = [
    "-nostdin",
    ...SAFELY,
    "-max_pixels",
    String(MAX_PIXELS),
    "-threads",
    "1",
    "-ss",
    time.toFixed(3),
  ];
  const to = [
    "-map",
    "0:v:0",
    "-frames:v",
    "1",
    "-threads",
    "1",
    "-c:v",
    "mjpeg",
    "-q:v",
    "2",
    "-f",
    "image2pipe",
    "-",
  ];
  const { stdout } = await execute("ffmpeg", [...from, "-i", ...input(path), ...to]);
  if (stdout.length === 0) throw new Unreadable("the video ends before");
  return stdout;
}

/** A path that cannot be taken for an option or an address. */
function input(path: string): string[] {
  return [`file:${resolve(path)}`];
}

async function execute(program: string, args: readonly string[]): Promise<{ stdout: Buffer }> {
  try {
    const limits = { timeout: LIMIT_MS, killSignal: "SIGKILL", maxBuffer: MAX_OUTPUT_BYTES } as const;
    return await run(program, args, { ...limits, encoding: "buffer" });
  } catch (thrown) {
    const { code, killed } = thrown as { code?: unknown; killed?: boolean };
    if (code === "ENOENT") throw new Unreadable(WITHOUT_FFMPEG, { code: "NOT_IMPLEMENTED", cause: thrown });
    throw new Unreadable(killed ? "reading it takes too long" : "it is no video that can be read", {
      cause: thrown,
    });
  }
}
