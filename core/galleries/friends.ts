/**
 * When somebody is a friend of a camera: seen by it on enough days of late.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { DocumentFilter } from "./document_filter.ts";
import type { FriendRule } from "./document_stores.ts";
import type { FaceDocument } from "./documents.ts";
import type { Uint64 } from "./ids.ts";

const DAY = 24 * 60 * 60 * 1000;
const DAYS = 5;
const WITHIN = 7;

/** The faces of a person that count: of one camera, on the last days, today included. @throws FacepipeError BAD_PARAM. */
export function sightings(
  persons: readonly Uint64[],
  camId: string,
  { days = DAYS, within = WITHIN, now }: FriendRule,
  currently: Date,
): DocumentFilter {
  const isCount = (count: number) => Number.isSafeInteger(count) && count >= 1 && count <= 10_000;
  if (!isCount(days) || !isCount(within)) {
    throw new FacepipeError("BAD_PARAM", "Cannot tell a friend: expected whole numbers of days, 1 or more", {
      param: isCount(days) ? "within" : "days",
      value: isCount(days) ? within : days,
    });
  }
  const end = now ?? currently;
  const start = new Date((Math.floor(end.getTime() / DAY) - within + 1) * DAY);
  const timestamp = { $gte: start.toISOString(), $lte: end.toISOString() };
  return { personId: { $in: persons }, camId, timestamp };
}

/** Whether sightings are of enough distinct days (UTC). */
export async function isFamiliar(
  faces: AsyncIterable<FaceDocument>,
  { days = DAYS }: FriendRule,
): Promise<boolean> {
  const seen = new Set<string>();
  for await (const { timestamp } of faces) {
    seen.add(timestamp.slice(0, 10));
    if (seen.size >= days) return true;
  }
  return false;
}
