/**
 * How frames of videos are named: `clip.mp4!/clip_00-01-05.000.jpg`.
 * @module
 */
import { basename, extname } from "node:path";
import { memberPath } from "../archives/member_path.ts";

/** Extensions of the videos that frames are taken of. */
const EXTENSIONS = ["mp4", "m4v", "mov", "3gp", "mkv", "webm", "avi", "mts", "m2ts"] as const;

/** Whether a name is that of a video. */
export function isVideoName(path: string): boolean {
  return (EXTENSIONS as readonly string[]).includes(extname(path).slice(1).toLowerCase());
}

/** The path of a frame. @param time Seconds from the beginning, 0 to 359,999. */
export function framePath(video: string, time: number): string {
  const milliseconds = Math.round(time * 1000);
  const [hours, minutes] = [3_600_000, 60_000].map((unit) => Math.floor(milliseconds / unit));
  const parts = [hours!, minutes! % 60, ((milliseconds % 60_000) / 1000).toFixed(3)];
  const clock = parts.map((part, i) => String(part).padStart(i === 2 ? 6 : 2, "0")).join("-");
  return memberPath(video, `${basename(video, extname(video))}_${clock}.jpg`);
}

/** The time in a frame's name, in seconds; undefined where it is none. */
export function frameTime(name: string): number | undefined {
  const [, hours, minutes, seconds] = /_(\d\d)-(\d\d)-(\d\d\.\d{3})\.jpg$/u.exec(name) ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
