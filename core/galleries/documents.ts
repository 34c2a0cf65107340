/**
 * The documents of users, faces, galleries, cameras, persons and counters.
 *
 * Text that stands for a moment is ISO 8601 in UTC with milliseconds, so that it sorts by time.
 * @module
 */
import type { Box, Json } from "../fields.ts";
import type { FaceFacts } from "./face_facts.ts";
import type { Uint64 } from "./ids.ts";
import type { FaceMeta } from "./meta.ts";

/** What every document has. */
export interface Document {
  /** Unique for its owner. */
  readonly _id: Uint64 | string;
  /** The user that owns it. */
  readonly owner: string;
}

/** Somebody who owns galleries. */
export interface UserDocument extends Document {
  /** UUID, or `local` for whoever may open the store itself. */
  readonly _id: string;
  readonly name: string;
  readonly active: boolean;
  readonly createdAt: string;
}

/** A face, or an event where a camera saw it. */
export interface FaceDocument extends Document {
  readonly _id: Uint64;
  /** The vector: base64 of its little-endian float32 bytes. */
  readonly facen: string;
  readonly embedder: string;
  /** In pixels of the upright photo. */
  readonly bbox: Box;
  /** SHA-256 of the photo file, 64 hex digits. */
  readonly photoHash?: string;
  /** Names of the galleries that it is in. */
  readonly galleries: readonly string[];
  /** A string (as the REST interface has it), or values under keys. */
  readonly meta: string | FaceMeta;
  /** When it was seen, or else added. */
  readonly timestamp: string;
  readonly camId?: string;
  readonly personId?: Uint64;
  /** Whether the camera knew the person well when it was seen. */
  readonly friend?: boolean;
  readonly features?: { readonly [key: string]: Json };
  /** The other fields of the record that it was made of. */
  readonly facts?: FaceFacts;
  /** The aligned face: base64 of a PNG. */
  readonly crop?: string;
  /** The kept detection that it was made of. */
  readonly detectionId?: string;
  /** The document that this one replaces, until all of that is here. */
  readonly renewalOf?: Uint64;
  /** Links to uploads. */
  readonly photo?: string;
  readonly normalized?: string;
  readonly thumbnail?: string;
}

/** A gallery. */
export interface GalleryDocument extends Document {
  /** Its name. */
  readonly _id: string;
  readonly name: string;
  readonly createdAt: string;
}

/** A camera. */
export interface CameraDocument extends Document {
  /** UUID. */
  readonly _id: string;
  readonly meta?: string;
  readonly url?: string;
  readonly enabled: boolean;
  readonly detector?: string;
  /** Quarter turns clockwise, in degrees. */
  readonly rot?: 0 | 90 | 180 | 270;
  /** Part of the picture to look at: width, height, left, top in pixels. */
  readonly roi?: readonly [width: number, height: number, x: number, y: number];
}

/** Somebody whose faces are known to be of one person. */
export interface PersonDocument extends Document {
  readonly _id: Uint64;
  readonly name?: string;
  readonly hidden: boolean;
  readonly createdAt: string;
  /** The person that this one was found to be; every reader goes on there. */
  readonly mergedInto?: Uint64;
}

/** A number that rises. */
export interface CounterDocument extends Document {
  /** Its name. */
  readonly _id: string;
  readonly value: number;
}

/** A user, or its id. */
export type UserRef = string | Pick<UserDocument, "_id">;

/** The user of whoever may open the store itself; always there and active. */
export const LOCAL_USER = "local";
