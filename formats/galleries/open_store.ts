/**
 * Opens gallery stores by their addresses.
 * @module
 */
import { EXIT, FacepipeError, type GalleryStore, type OpenStore, type StoreOptions } from "../../core/mod.ts";
import { openPostgresStore } from "./postgres/store.ts";
import { isPostgresUrl, parsePostgresUrl } from "./postgres/url.ts";
import { readMark, Shard } from "./shards/shard.ts";
import { ShardedStore } from "./shards/store.ts";
import { openSqliteStore } from "./sqlite/store.ts";

/**
 * Opens the store of an address: `postgres://…`, or else the path of a SQLite file. It is made where
 * there is none.
 *
 * @throws FacepipeError STORAGE_ERROR; BAD_PARAM for a malformed address, or one of several shards on its own.
 */
export const openStore: OpenStore = async (url, options) => {
  const store = await openOne(url, options);
  try {
    const mark = await readMark(store);
    if (mark) throw shardAlone(store.address, mark.total);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
};

/**
 * Opens the store behind one address, or the shards behind several. Shards are named in the same
 * order each time. One that is out of service now is asked again when it is needed.
 *
 * @throws FacepipeError STORAGE_ERROR where no shard can be reached; BAD_PARAM for malformed addresses or another order.
 */
export async function openStores(urls: readonly string[], options: StoreOptions = {}): Promise<GalleryStore> {
  if (urls.length === 1) return openStore(urls[0]!, options);
  const addresses = urls.map(addressOf);
  const shards = urls.map((url, index) => {
    return new Shard({ index, total: urls.length }, () => openOne(url, options));
  });
  const [first, ...others] = shards;
  if (!first) throw badStore("name a database");
  const store = new ShardedStore([first, ...others], addresses.join(" "));
  const results = await Promise.allSettled(shards.map((shard) => shard.store()));
  const failed = results.filter((result) => result.status === "rejected").map(({ reason }) => reason);
  const serious = failed.find((reason) => reason?.code !== "STORAGE_ERROR");
  if (serious || failed.length === shards.length) {
    await store.close();
    throw serious ?? failed[0];
  }
  return store;
}

function openOne(url: string, options?: StoreOptions): Promise<GalleryStore> {
  return isPostgresUrl(url) ? openPostgresStore(url, options) : openSqliteStore(url, options);
}

function addressOf(url: string): string {
  return isPostgresUrl(url) ? parsePostgresUrl(url).address : url;
}

function shardAlone(address: string, total: number): FacepipeError {
  return badStore(`it holds a part of the faces: name all ${total} shards`, address);
}

function badStore(reason: string, address = "the gallery database"): FacepipeError {
  return new FacepipeError("BAD_PARAM", `Cannot use ${address}: ${reason}`, {
    exit: EXIT.usage,
    param: "db",
  });
}
