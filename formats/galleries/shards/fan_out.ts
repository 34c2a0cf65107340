/**
 * Asks shards at once, and sees to those that do not answer.
 * @module
 */
import type { Answer, GalleryStore, ReadOptions } from "../../../core/mod.ts";
import { isOutOfService } from "./out_of_service.ts";
import type { Shard } from "./shard.ts";

/** What shards answered. */
export interface Answers<T> {
  /** In the order of the shards; those out of service are left out. */
  readonly values: readonly T[];
  readonly liveServers: number;
  readonly totalServers: number;
}

/**
 * Asks some shards; the others count as live.
 *
 * @throws FacepipeError the first error of any of them, once all have answered or failed; with
 * `ignoreErrors`, STORAGE_ERROR only where none answers.
 */
export async function ask<T>(
  shards: readonly Shard[],
  read: ReadOptions | undefined,
  question: (store: GalleryStore, shard: Shard) => Promise<T>,
): Promise<Answers<T>> {
  const results = await Promise.allSettled(shards.map(async (shard) => question(await shard.store(), shard)));
  const failed = results.filter((result) => result.status === "rejected");
  const serious = failed.find(({ reason }) => !(read?.ignoreErrors && isOutOfService(reason)));
  const worst = serious ?? (failed.length === results.length ? failed[0] : undefined);
  if (worst) throw worst.reason;
  const totalServers = shards[0]?.place.total ?? 0;
  return {
    values: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    liveServers: totalServers - failed.length,
    totalServers,
  };
}

/** Rows as the answer of the shards. */
export function answer<T>({ liveServers, totalServers }: Answers<unknown>, rows: readonly T[]): Answer<T> {
  return { rows, liveServers, totalServers };
}
