/**
 * Uploads of faces: their keys, and how they follow their face.
 * @module
 */
import { randomBytes } from "node:crypto";
import { FacepipeError } from "../errors.ts";
import type { UploadKind, Uploads } from "./document_stores.ts";
import type { FaceDocument } from "./documents.ts";
import { formatId, type Uint64 } from "./ids.ts";

/** The kinds of uploads; each is a field of the document. */
export const UPLOAD_KINDS: readonly UploadKind[] = ["photo", "normalized", "thumbnail"];

/** Random bytes in a key, so that links cannot be guessed. */
const KEY_BYTES = 6;

const MAX_UPLOAD = 50 * 1024 * 1024;

/** The key of an upload: `owner/yyyymmdd/id_12hex.jpeg`, by the day (UTC). @throws FacepipeError BAD_PARAM (`user`) without an owner. */
export function uploadKey(owner: string, id: Uint64, now: Date): string {
  if (typeof owner !== "string" || !/^[0-9a-z-]+$/.test(owner))
    throw new FacepipeError("BAD_PARAM", "Cannot make the key of an upload: expected a user", {
      param: "user",
    });
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  return `${owner}/${day}/${formatId(id)}_${randomBytes(KEY_BYTES).toString("hex")}.jpeg`;
}

/** @throws FacepipeError BAD_PARAM for what is no JPEG file, OVER_CAPACITY for one that is too large. */
export function checkJpeg(kind: string, bytes: unknown): void {
  if (!(bytes instanceof Uint8Array) || bytes[0] !== 0xff || bytes[1] !== 0xd8)
    throw new FacepipeError("BAD_PARAM", `Cannot upload ${kind}: expected a JPEG file`, { param: kind });
  if (bytes.length > MAX_UPLOAD)
    throw new FacepipeError("OVER_CAPACITY", `Cannot upload ${kind}: it has more than 50 MiB`, {
      param: kind,
    });
}

/** The kind, if it is one. @throws FacepipeError BAD_PARAM. */
export function checkKind(kind: UploadKind): UploadKind {
  if (UPLOAD_KINDS.includes(kind)) return kind;
  throw new FacepipeError("BAD_PARAM", `Cannot upload: expected one of ${UPLOAD_KINDS.join(", ")}`, {
    param: "kind",
    value: kind,
  });
}

/** The key of a face's upload; never that of another owner, whatever the document says. */
function ownKey(uploads: Uploads | undefined, { owner }: FaceDocument, link: string): string | undefined {
  const key = uploads?.keyOf(link);
  return key?.startsWith(`${owner}/`) ? key : undefined;
}

/** The links that the uploads of a face get under another id. */
export function movedLinks(
  uploads: Uploads | undefined,
  face: FaceDocument,
  id: Uint64,
  now: Date,
): Partial<Record<UploadKind, string>> {
  const links: Partial<Record<UploadKind, string>> = {};
  for (const kind of UPLOAD_KINDS) {
    const link = face[kind];
    if (link === undefined) continue;
    const isHere = ownKey(uploads, face, link) !== undefined;
    links[kind] = isHere ? uploads!.linkOf(uploadKey(face.owner, id, now)) : link;
  }
  return links;
}

/** Moves the uploads of a face to where the document that replaces it says they are; may be repeated. */
export async function moveUploads(
  uploads: Uploads | undefined,
  from: FaceDocument,
  to: FaceDocument,
): Promise<void> {
  for (const kind of UPLOAD_KINDS) {
    const [source, target] = [from, to].map((face) => face[kind] && ownKey(uploads, face, face[kind]));
    if (source && target && source !== target) await uploads?.move(source, target);
  }
}

/** @throws FacepipeError BAD_PARAM (`uploads`) where a face has uploads, and no place where they lie was given. */
export function requireUploads(uploads: Uploads | undefined, face: FaceDocument): void {
  if (uploads || UPLOAD_KINDS.every((kind) => face[kind] === undefined)) return;
  const message = `Cannot remove face ${formatId(face._id)}: it has uploads, say where they are`;
  throw new FacepipeError("BAD_PARAM", message, { param: "uploads" });
}

/** Removes the uploads of a face, or one kind of them. @throws FacepipeError as {@linkcode requireUploads}. */
export async function removeUploads(
  uploads: Uploads | undefined,
  face: FaceDocument,
  kinds: readonly UploadKind[] = UPLOAD_KINDS,
): Promise<void> {
  requireUploads(uploads, face);
  for (const kind of kinds) {
    const link = face[kind];
    const key = link === undefined ? undefined : ownKey(uploads, face, link);
    if (key !== undefined) await uploads?.remove(key);
  }
}
