/**
 * Opens shards.
 * @module
 */
import type { GalleryStore } from "../../../core/mod.ts";
import { isOutOfService } from "./out_of_service.ts";
import { Shard } from "./shard.ts";
import { ShardedStore } from "./store.ts";

/** Where a shard is. */
export interface ShardAddress {
  /** For messages. */
  readonly address: string;
  open(): Promise<GalleryStore>;
}

/**
 * Opens the store over several databases. Some may be out of service.
 *
 * @throws FacepipeError STORAGE_ERROR where none can be reached; BAD_PARAM where one has another place.
 */
export async function openShards(
  addresses: readonly [ShardAddress, ...ShardAddress[]],
): Promise<GalleryStore> {
  const total = addresses.length;
  const shards = addresses.map(({ open }, index) => new Shard({ index, total }, open));
  const address = addresses.map((each) => each.address).join(" ");
  const store = new ShardedStore(shards as [Shard, ...Shard[]], address);
  const results = await Promise.allSettled(shards.map((shard) => shard.store()));
  const failed = results.filter((result) => result.status === "rejected").map(({ reason }) => reason);
  const serious = failed.find((reason) => !isOutOfService(reason)) ?? (failed.length === total && failed[0]);
  if (!serious) return store;
  await store.close();
  throw serious;
}
