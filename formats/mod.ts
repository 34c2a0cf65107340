/**
 * All bytes outside the process: records, photos, files.
 * @module
 */
export * from "./labels/mod.ts";
export * from "./path_list.ts";
export * from "./photo_file.ts";
export * from "./photo_reader.ts";
export * from "./scan.ts";
export * from "./walk.ts";
