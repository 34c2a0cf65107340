/**
 * Lists frames of a video as the photos of a folder are.
 * @module
 */
import { stat } from "node:fs/promises";
import { cannotList, type Listed } from "../listed.ts";
import { Unreadable } from "../unreadable.ts";
import { probeVideo } from "./ffmpeg.ts";
import { framePath } from "./frame_path.ts";

/** Which frames to take: one every so many seconds, or those at given times in seconds. */
export type FrameTimes = { readonly every: number } | { readonly at: readonly number[] };

/** No video is longer than this, in seconds. */
const MAX_DURATION = 24 * 3600;

/** The frames of a video in the order of their times; those after its end are left out. */
export async function* listFrames(video: string, times: FrameTimes): AsyncIterable<Listed> {
  try {
    const { mtime: modified } = await stat(video);
    const { duration, began } = await probeVideo(video);
    if (duration > MAX_DURATION)
      throw new Unreadable(`it states a length of ${duration} seconds`, { code: "OVER_CAPACITY" });
    for (const time of timesIn(duration, times)) {
      const takenAt = began && new Date(began.getTime() + time * 1000).toISOString().slice(0, 19);
      const frame = {
        video,
        videoTime: time,
        ...(takenAt === undefined ? {} : { takenAt: `${takenAt}+00:00` }),
      };
      yield { path: framePath(video, time), member: { size: 0, modified }, frame };
    }
  } catch (thrown) {
    yield cannotList(video, thrown);
  }
}

function* timesIn(duration: number, times: FrameTimes): Generator<number> {
  if ("at" in times) {
    yield* [...new Set(times.at)].filter((time) => time < duration).sort((a, b) => a - b);
    return;
  }
  for (let i = 0; i * times.every < duration; i++) yield Math.round(i * times.every * 1000) / 1000;
}
