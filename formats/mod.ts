/**
 * All bytes outside the process: records, photos, files.
 * @module
 */
export * from "./arrow/mod.ts";
export * from "./constraints/mod.ts";
export * from "./face_cache/mod.ts";
export * from "./galleries/mod.ts";
export * from "./group_state/mod.ts";
export * from "./http/mod.ts";
export * from "./image_support.ts";
export * from "./known_file.ts";
export * from "./labels/mod.ts";
export { MAX_FILE_BYTES, MAX_INLINE_BYTES } from "./limits.ts";
export type { Listed } from "./listed.ts";
export * from "./ndjson_reader.ts";
export * from "./ndjson_writer.ts";
export * from "./path_list.ts";
export * from "./photo_file.ts";
export * from "./photo_reader.ts";
export * from "./place/mod.ts";
export * from "./private_file.ts";
export * from "./record_stream.ts";
export * from "./report/mod.ts";
export * from "./scan.ts";
export * from "./terminal/mod.ts";
export type { FrameTimes } from "./video/list_frames.ts";
export * from "./walk.ts";
export * from "./xmp/mod.ts";
