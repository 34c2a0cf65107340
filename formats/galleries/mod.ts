/**
 * Gallery databases, uploads of faces, and photos at addresses.
 * @module
 */
export { defaultDatabase, hasStore, openStore } from "./open_store.ts";
export { fetchPhoto, type PhotoUrlOptions } from "./photo_url.ts";
export { openPostgresStore } from "./postgres/store.ts";
export { isPrivateAddress } from "./private_addresses.ts";
export { shardOfFace } from "./shards/shard_of.ts";
export { openSqliteStore } from "./sqlite/store.ts";
export { makeThumbnail } from "./thumbnail.ts";
export { type UploadFolderOptions, uploadFolder } from "./upload_folder.ts";
export { uploadUrl } from "./upload_url.ts";
