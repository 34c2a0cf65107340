/**
 * One file of the cache: the faces of one photo, found in one way, with a checksum in front.
 * @module
 */
import { createHash } from "node:crypto";
import { type Face, validateRecord } from "../../core/mod.ts";
import { recordJson } from "../record_json.ts";

/** Changes when entries are written in another way. */
const VERSION = 1;

/** What an entry is about. */
export interface EntryKey {
  /** Hash of the photo file's bytes. */
  readonly sha256: string;
  /** Hash of everything else that the faces depend on. */
  readonly settings: string;
}

/** The text of an entry: a line that says what it is, then a face a line, without path and hash of the photo. */
export function entryText(key: EntryKey, faces: readonly Face[]): string {
  const body = faces.map(({ path: _path, sha256: _sha256, ...face }) => `${recordJson(face)}\n`).join("");
  return `${headerOf(key, body)}\n${body}`;
}

/** The faces of an entry; undefined where the text is no entry of that key, or not as it was written. */
export function facesOf(key: EntryKey, text: string): Face[] | undefined {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  if (end < 0 || text.slice(0, end) !== headerOf(key, body)) return undefined;
  const lines = body.split("\n").slice(0, -1);
  return lines.map((line) => validateRecord(JSON.parse(line), "cache") as Face);
}

/** The header follows from the rest, so that comparing it checks everything at once. */
function headerOf({ sha256, settings }: EntryKey, body: string): string {
  const checksum = createHash("sha256").update(body).digest("hex");
  return JSON.stringify({ facepipe: "faces", version: VERSION, photo: sha256, settings, checksum });
}
