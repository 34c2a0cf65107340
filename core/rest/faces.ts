/**
 * Faces as the REST interface has them.
 * @module
 */
import type { ListedFace } from "../galleries/client_backend.ts";
import type { FaceDocument } from "../galleries/documents.ts";
import { formatId } from "../galleries/ids.ts";
import type { FaceMeta } from "../galleries/meta.ts";
import { ID_SCHEMA } from "../http/param_kinds.ts";
import type { JsonSchema } from "../http/params.ts";
import { BOX_FIELDS, restBox } from "./boxes.ts";
import { restFeatures } from "./features.ts";

const TEXT: JsonSchema = { type: "string" };
const TEXT_OR_NULL: JsonSchema = { type: ["string", "null"] };

/** Schema of a face. */
export const FACE_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    id: ID_SCHEMA,
    timestamp: { type: "string", format: "date-time" },
    photo: TEXT_OR_NULL,
    photo_hash: TEXT_OR_NULL,
    thumbnail: TEXT_OR_NULL,
    ...BOX_FIELDS,
    meta: TEXT,
    galleries: { type: "array", items: TEXT },
    person_id: ID_SCHEMA,
    friend: { type: "boolean" },
    cam_id: TEXT,
    age: { type: "number" },
    gender: TEXT,
    emotions: { type: "array", items: TEXT },
  },
};

/** What an event says of a face; a face says more. */
function common(face: FaceDocument) {
  const { _id, timestamp, photoHash = null, meta, bbox, personId, friend, camId } = face;
  return {
    id: formatId(_id),
    timestamp,
    photo: photoLink(face),
    photo_hash: photoHash,
    ...restBox(bbox),
    meta: metaText(meta),
    ...(personId !== undefined && { person_id: formatId(personId) }),
    ...(friend !== undefined && { friend }),
    ...(camId !== undefined && { cam_id: camId }),
  };
}

/** Where the photo is: saved by the server, or where it was fetched from. */
function photoLink({ photo, facts }: FaceDocument): string | null {
  const { path = "" } = facts ?? {};
  return photo ?? (/^https?:/i.test(path) ? path : null);
}

/** A face. */
export function restFace(face: FaceDocument): object {
  const { thumbnail = null, galleries, features } = face;
  return { ...common(face), thumbnail, galleries, ...restFeatures(features) };
}

/** A face as an event: that somebody was seen. */
export function restEvent(face: FaceDocument): object {
  return { friend: false, ...common(face) };
}

/** A face of a gallery that was not added through this interface. */
export function restEntry({ id, meta, person, facts }: ListedFace, gallery: string): object {
  const { timestamp = null, bbox, sha256 = null, camId, features } = facts;
  return {
    id: formatId(id),
    timestamp,
    photo: null,
    photo_hash: sha256,
    thumbnail: null,
    ...(bbox && restBox(bbox)),
    meta: metaText(meta),
    galleries: [gallery],
    ...(person !== undefined && { person_id: formatId(person) }),
    ...(camId !== undefined && { cam_id: camId }),
    ...restFeatures(features),
  };
}

/** Metadata as text; what has keys, as JSON. */
export function metaText(meta: string | FaceMeta): string {
  return typeof meta === "string" ? meta : JSON.stringify(meta);
}
