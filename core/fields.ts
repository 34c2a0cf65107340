/**
 * The one table of record fields. From it come the TypeScript types, the validation of records
 * that arrive, the Arrow schema and the schema page of the docs.
 * @module
 */

/** The record kinds. */
export const KINDS = ["photo", "face", "error", "end"] as const;

/** One of the {@linkcode KINDS}. */
export type Kind = (typeof KINDS)[number];

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An `[x, y]` pair in pixels. */
export type Point = [x: number, y: number];

/** A box as `[x1, y1, x2, y2]`: left, top, right, bottom, in pixels. */
export type Box = [x1: number, y1: number, x2: number, y2: number];

/** The TypeScript type behind each field type. */
export interface FieldTypes {
  kind: Kind;
  string: string;
  /** 64 lower-case hex digits. */
  sha256: string;
  /** Whole number, 0 to 2^53 − 1. */
  integer: number;
  /** Finite number. */
  number: number;
  boolean: boolean;
  /** Binary data; base64 in NDJSON. */
  bytes: Uint8Array;
  /** float32 vector of unit length; base64 of its little-endian bytes in NDJSON. */
  embedding: Float32Array;
  box: Box;
  /** Five points. */
  landmarks: Point[];
  strings: string[];
  object: { [key: string]: Json };
  objects: { [key: string]: Json }[];
}

/** The name of a field type. */
export type FieldType = keyof FieldTypes;

/** One row of the table. */
export interface Field {
  readonly type: FieldType;
  /** The kinds that may carry it. */
  readonly on: readonly Kind[];
  /** The kinds that must carry it. */
  readonly required: readonly Kind[];
  readonly unit?: string;
  readonly doc: string;
}

/** The table, in the order in which fields are written. */
export const FIELDS = {
  kind: { type: "kind", on: KINDS, required: KINDS, doc: "What the record is: photo, face, error or end" },
  stage: {
    type: "string",
    on: ["error", "end"],
    required: ["error", "end"],
    doc: "The command that wrote the record",
  },
  faceId: {
    type: "string",
    on: ["face", "error"],
    required: ["face"],
    doc: "First 16 hex digits of the photo's sha256, a dash, and the face's index in the photo, best score first; the same on every run",
  },
  path: {
    type: "string",
    on: ["photo", "face", "error"],
    required: ["photo"],
    doc: "The photo's path, as `scan` was given it",
  },
  sha256: {
    type: "sha256",
    on: ["photo", "face", "error"],
    required: [],
    doc: "SHA-256 of the photo file's bytes, 64 hex digits",
  },
  size: { type: "integer", on: ["photo"], required: [], unit: "bytes", doc: "Size of the file" },
  mtime: {
    type: "string",
    on: ["photo"],
    required: [],
    doc: "When the file was last modified, ISO 8601 in UTC",
  },
  width: { type: "integer", on: ["photo"], required: [], unit: "pixels", doc: "Width of the upright photo" },
  height: {
    type: "integer",
    on: ["photo"],
    required: [],
    unit: "pixels",
    doc: "Height of the upright photo",
  },
  orientation: {
    type: "integer",
    on: ["photo"],
    required: [],
    doc: "EXIF orientation that was applied to the file's pixels, 1 to 8; boxes refer to the upright photo",
  },
  takenAt: {
    type: "string",
    on: ["photo"],
    required: [],
    doc: "When the photo was taken, ISO 8601, camera's local time",
  },
  camera: { type: "string", on: ["photo"], required: [], doc: "Maker and model of the camera" },
  latitude: {
    type: "number",
    on: ["photo"],
    required: [],
    unit: "degrees",
    doc: "Where the photo was taken, −90 to 90, north positive",
  },
  longitude: {
    type: "number",
    on: ["photo"],
    required: [],
    unit: "degrees",
    doc: "Where the photo was taken, −180 to 180, east positive",
  },
  altitude: {
    type: "number",
    on: ["photo"],
    required: [],
    unit: "metres",
    doc: "Where the photo was taken, above sea level",
  },
  video: {
    type: "string",
    on: ["photo"],
    required: [],
    doc: "Path of the video that the photo is a frame of",
  },
  videoTime: {
    type: "number",
    on: ["photo"],
    required: [],
    unit: "seconds",
    doc: "Time of the frame from the beginning of its video",
  },
  faces: {
    type: "integer",
    on: ["photo", "end"],
    required: [],
    doc: "photo: number of face records of this photo in the stream; end: number of face records written",
  },
  bbox: {
    type: "box",
    on: ["face"],
    required: [],
    unit: "pixels",
    doc: "Box around the face, x1, y1, x2, y2 in the upright photo",
  },
  landmarks: {
    type: "landmarks",
    on: ["face"],
    required: [],
    unit: "pixels",
    doc: "Left eye, right eye, nose, left and right mouth corner as seen in the upright photo",
  },
  score: { type: "number", on: ["face"], required: [], doc: "Confidence of the detector, 0 to 1" },
  blur: {
    type: "number",
    on: ["face"],
    required: [],
    doc: "Variance of the Laplacian of the aligned grey face; higher is sharper",
  },
  faceRatio: {
    type: "number",
    on: ["face"],
    required: [],
    doc: "Area of the box over the area of the photo, 0 to 1",
  },
  elected: {
    type: "boolean",
    on: ["face"],
    required: [],
    doc: "True where the face passed no filter but is the best of its photo",
  },
  filtered: {
    type: "string",
    on: ["face"],
    required: [],
    doc: "The filter that rejects the face; only with `detect --keep-filtered`",
  },
  detector: { type: "string", on: ["face"], required: [], doc: "Detector, as name@sha256[:12]" },
  features: {
    type: "object",
    on: ["face"],
    required: [],
    doc: "Estimates asked for with `detect --features`: age, gender, emotions",
  },
  embedder: {
    type: "string",
    on: ["face"],
    required: [],
    doc: "Embedder, as name@sha256[:12]; vectors of different embedders are never compared",
  },
  embedding: { type: "embedding", on: ["face"], required: [], doc: "Vector of the face, unit length" },
  person: { type: "string", on: ["face"], required: [], doc: "Who it is, as decided by `group`" },
  personScore: {
    type: "number",
    on: ["face"],
    required: [],
    doc: "Mean cosine similarity to the other faces of the person, −1 to 1; absent where there is none",
  },
  matches: {
    type: "objects",
    on: ["face"],
    required: [],
    doc: "Known people that the face matches, best first",
  },
  gallery: { type: "string", on: ["face"], required: [], doc: "Gallery that the face is in" },
  id: {
    type: "string",
    on: ["face"],
    required: [],
    doc: "Id of the face in its gallery, 0 to 2^64 − 1, in decimal digits",
  },
  meta: {
    type: "object",
    on: ["face"],
    required: [],
    doc: "Metadata of the face in its gallery: whole numbers, strings and lists of strings",
  },
  personId: {
    type: "string",
    on: ["face"],
    required: [],
    doc: "Id of the person in the galleries' store, 0 to 2^64 − 1, in decimal digits",
  },
  crop: { type: "bytes", on: ["face"], required: [], doc: "The aligned face as a PNG, 112 × 112 pixels" },
  camId: { type: "string", on: ["face"], required: [], doc: "Camera that saw the face" },
  timestamp: { type: "string", on: ["face"], required: [], doc: "When the camera saw it, ISO 8601" },
  bsType: { type: "string", on: ["face"], required: [], doc: "Kind of best shot: overall or realtime" },
  labels: { type: "strings", on: ["face"], required: [], doc: "Labels of the event" },
  eventId: { type: "string", on: ["face"], required: [], doc: "Id of the event" },
  detectorParams: {
    type: "object",
    on: ["face"],
    required: [],
    doc: "What the camera's detector said besides",
  },
  regions: {
    type: "objects",
    on: ["photo"],
    required: [],
    doc: "Faces that another program named (`scan --regions`): name, and bbox in pixels of the upright photo",
  },
  placed: {
    type: "strings",
    on: ["photo"],
    required: [],
    doc: "Files that `place` made of the photo, or found already made",
  },
  removed: {
    type: "strings",
    on: ["photo"],
    required: [],
    doc: "Files that `place --undo` removed of those that it had made of the photo",
  },
  plugins: {
    type: "object",
    on: ["face"],
    required: [],
    doc: "What the plugins of `route` said, by the name of the plugin",
  },
  bytes: {
    type: "bytes",
    on: ["photo", "face"],
    required: [],
    doc: "The photo file itself (`scan --inline`, and events from elsewhere)",
  },
  code: { type: "string", on: ["error"], required: ["error"], doc: "Error code" },
  reason: { type: "string", on: ["error"], required: ["error"], doc: "What failed and why, in a sentence" },
  param: { type: "string", on: ["error"], required: [], doc: "Parameter or field that is wrong" },
  value: { type: "string", on: ["error"], required: [], doc: "Its value" },
  fatal: {
    type: "boolean",
    on: ["error"],
    required: [],
    doc: "True where the stage gave up; later stages place nothing",
  },
  photos: { type: "integer", on: ["end"], required: ["end"], doc: "Number of photo records written" },
  errors: { type: "integer", on: ["end"], required: ["end"], doc: "Number of error records written" },
} as const satisfies Record<string, Field>;

/** The name of a field. */
export type FieldName = keyof typeof FIELDS;

/** The table as entries, in order, for code that walks it. */
export const FIELD_ENTRIES: readonly (readonly [FieldName, Field])[] = Object.entries(FIELDS) as [
  FieldName,
  Field,
][];
