/**
 * Choosing the best faces of those that a camera gives of one track.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { orLate } from "../late.ts";
import { failureOf, itemOf } from "../protocol.ts";
import { quiet } from "../quiet.ts";
import type { Face, FaceRecord, Stage } from "../records.ts";
import { ShotSelection } from "./shot_selection.ts";

/** How {@linkcode bestShots} chooses. */
export interface BestShotOptions {
  /** `overall`: one face of each track; `realtime`: one in each interval. */
  readonly kind: "overall" | "realtime";
  /**
   * Seconds. `realtime`: the interval, from the first face of a track on. `overall`: a track is
   * over when nothing of it came for so long.
   */
  readonly interval: number;
  /** Most tracks that are open at a time; the oldest of a camera ends early where there are more. Default: 4096. */
  readonly maxTracks?: number;
  /** Most bytes of photos and crops that are held at a time. Default: 256 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds on a clock. */
  readonly now?: () => number;
}

/**
 * A stage that lets through the face with the highest score of each track, with `bsType` saying
 * so. A track is what has one `eventId` at one camera (`camId`); a face without an `eventId` is
 * one of its own. Other records pass at once.
 *
 * Time is that of the records (`timestamp`), each camera's for itself; a record without one counts
 * as coming with the one before it. A face is given out when a later record of its camera shows
 * that its time is over, when the camera was silent for that long on the clock, or at the end of the
 * stream. What comes later for a track or an interval that is over is left out. Of equal scores the
 * first counts.
 *
 * Memory: what is open, limited by `maxTracks` and `maxBytes`, and the keys of tracks that ended of late.
 *
 * @example
 * ```ts
 * import { bestShots, type Face } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * async function* events(): AsyncIterable<Face> {
 *   yield { kind: "face", faceId: "a-0", eventId: "7", score: 0.8 };
 *   yield { kind: "face", faceId: "b-0", eventId: "7", score: 0.9 };
 * }
 * const kept = [];
 * for await (const face of bestShots({ kind: "overall", interval: 30 })(events())) kept.push(face);
 * assert.deepEqual(kept, [{ kind: "face", faceId: "b-0", eventId: "7", score: 0.9, bsType: "overall" }]);
 * ```
 */
export function bestShots(options: BestShotOptions): Stage {
  return async function* (records) {
    const selection = new ShotSelection(options);
    const source = records[Symbol.asyncIterator]();
    try {
      let reading = quiet(source.next());
      for (;;) {
        const patience = selection.patience();
        const next = patience === undefined ? await reading : await orLate(reading, patience);
        if (next === "late") {
          yield* selection.endSilent();
          continue;
        }
        if (next.done) break;
        yield* next.value.kind === "face" ? taken(next.value, selection) : [next.value];
        reading = quiet(source.next());
      }
      yield* selection.endAll();
    } finally {
      // Not awaited: a source that waits for input answers only when some arrives.
      source.return?.().catch(() => {});
    }
  };
}

function taken(face: Face, selection: ShotSelection): FaceRecord[] {
  try {
    return selection.take(face, timeOf(face));
  } catch (thrown) {
    return [failureOf("route", thrown, itemOf(face))];
  }
}

/** Milliseconds since 1970, or undefined where the record does not say. */
function timeOf({ faceId, timestamp }: Face): number | undefined {
  if (timestamp === undefined) return undefined;
  const time = Date.parse(timestamp);
  if (!Number.isNaN(time)) return time;
  throw new FacepipeError("BAD_PARAM", `Cannot route face ${faceId}: its timestamp is not ISO 8601`, {
    param: "timestamp",
    value: timestamp.slice(0, 100),
  });
}
