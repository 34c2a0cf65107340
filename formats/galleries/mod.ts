/**
 * Gallery databases.
 * @module
 */
export { openSqliteStore } from "./sqlite/store.ts";
