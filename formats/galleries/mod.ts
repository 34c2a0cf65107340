/**
 * Gallery databases.
 * @module
 */
export * from "./open_store.ts";
export { openPostgresStore } from "./postgres/store.ts";
export { shardOfFace } from "./shards/shard_of.ts";
export { openSqliteStore } from "./sqlite/store.ts";
