/**
 * What listing photos gives: files to read, and things that cannot be listed.
 * @module
 */
import { type ErrorCode, FacepipeError, type Photo, reasonOf } from "../core/mod.ts";
import { Unreadable } from "./unreadable.ts";

/** A file to read, or something that cannot be listed. */
export interface Listed {
  readonly path: string;
  readonly error?: FacepipeError;
  /** Of a file inside an archive, what the archive says of it: bytes when unpacked, and its time. */
  readonly member?: { readonly size: number; readonly modified: Date };
  /** Of a frame, which it is. */
  readonly frame?: Pick<Photo, "video" | "videoTime" | "takenAt">;
}

/** An entry for what cannot be listed. */
export function cannotList(path: string, reason: unknown): Listed {
  const message = `Cannot list ${path}: ${reasonOf(reason)}`;
  return { path, error: new FacepipeError(codeOf(reason), message, { cause: reason }) };
}

function codeOf(reason: unknown): ErrorCode {
  if (reason instanceof Unreadable) return reason.code;
  const missing = reason instanceof Error && (reason as NodeJS.ErrnoException).code === "ENOENT";
  return missing ? "SOURCE_NOT_FOUND" : "EXTRACTION_ERROR";
}
