/**
 * Events over HTTP.
 * @module
 */
import { createHash } from "node:crypto";
import type { PhotoReader } from "../analysis.ts";
import { boxArea, clipBox } from "../boxes.ts";
import { asFacepipeError, type ErrorCode, FacepipeError } from "../errors.ts";
import { checkDepth, isObject } from "../field_checks.ts";
import type { Box, Json } from "../fields.ts";
import { choice, list, moment, number, text } from "../http/param_kinds.ts";
import { badParam, fromText, type Param, param, required, UploadedFile } from "../http/params.ts";
import { photo } from "../http/photo_desk.ts";
import { defineRoute, type RouteTable } from "../http/route.ts";
import type { Face, FaceRecord } from "../records.ts";
import { box } from "../rest/boxes.ts";
import type { EventQueue } from "./event_queue.ts";

const MAX_NAME = 200;
const MAX_LABELS = 100;

/**
 * `POST /frame/`: one face that a camera saw. The answer is 200 with what the plugins said, or 202 where
 * the queue does not answer.
 */
export function frameRoutes(queue: EventQueue, reader: PhotoReader): RouteTable {
  const frame = defineRoute({
    method: "POST",
    path: "/frame/",
    summary: "Give a face that a camera saw to the plugins",
    describe:
      "The answer says what each plugin made of it, and which plugins failed. Where only best shots are handled it comes at once, and says nothing of plugins.",
    params: {
      photo: required(photo("Photo")),
      bbox: required(box("Where the face is")),
      face: normalized("The aligned face, 112 × 112 pixels: a file"),
      cam_id: text("Camera that saw it", MAX_NAME),
      timestamp: moment("When it was seen; default: now"),
      event_id: text("Id of the event; the faces of a track share it", MAX_NAME),
      bs_type: choice("Kind of best shot", ["overall", "realtime"]),
      labels: labels(),
      score: number("Confidence of the detector", 0, 1),
      detectorParams: jsonObject("What the detector said besides: a JSON object"),
    },
    status: queue.answers ? 200 : 202,
    answer: { type: "object", properties: ANSWER_FIELDS },
    async run({ photo: source, face: normal, bbox, ...said }, call) {
      const bytes = await call.service.photos.read(source, "photo", call);
      const { sha256, crop } = await readPhotos(reader, bytes, bbox, normal);
      const face: Face = {
        kind: "face",
        faceId: `${createHash("sha256").update(`${sha256} ${bbox}`).digest("hex").slice(0, 16)}-0`,
        sha256,
        bbox,
        bytes,
        ...(crop && { crop }),
        ...eventFields(said),
      };
      return { body: answerTo(face, await queue.add(face)) };
    },
  });
  return { prefixes: ["/v0", "/v1"], routes: [frame] };
}

const ANSWER_FIELDS = {
  event_id: { type: "string" },
  face_id: { type: "string" },
  plugins: { type: "object", description: "What each plugin said, by its name" },
  errors: {
    type: "array",
    items: { type: "object", properties: { plugin: { type: "string" }, code: { type: "string" } } },
  },
} as const;

/** What a caller says of an event. */
interface Said {
  readonly cam_id: string | undefined;
  readonly timestamp: string | undefined;
  readonly event_id: string | undefined;
  readonly bs_type: "overall" | "realtime" | undefined;
  readonly labels: readonly string[] | undefined;
  readonly score: number | undefined;
  readonly detectorParams: { [key: string]: Json } | undefined;
}

function eventFields(said: Said): Partial<Face> {
  const fields = {
    camId: said.cam_id,
    timestamp: said.timestamp ?? new Date().toISOString(),
    eventId: said.event_id,
    bsType: said.bs_type,
    labels: said.labels && [...said.labels],
    score: said.score,
    detectorParams: said.detectorParams,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Checks the pictures of an event before anybody works with them. */
async function readPhotos(
  reader: PhotoReader,
  bytes: Uint8Array,
  bbox: Box,
  face: UploadedFile | undefined,
): Promise<{ sha256: string; crop?: Uint8Array }> {
  const opened = await named("photo", () => reader.open({ kind: "photo", path: "photo", bytes }));
  const { width = 0, height = 0, sha256 = "" } = opened.record;
  if (boxArea(clipBox(bbox, width, height)) === 0)
    throw badParam("bbox", bbox, "it lies outside of the photo");
  if (!face) return { sha256 };
  // Written anew, so that whatever else the file holds goes no further.
  const crop = await named("face", async () => reader.encodeCrop(await reader.decodeCrop(face.bytes)));
  return { sha256, crop };
}

/** Errors of a picture say which one it was. */
async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const { code, message, exit } = asFacepipeError(thrown);
    throw new FacepipeError(code, message, { exit, param: name, cause: thrown });
  }
}

function answerTo({ faceId, eventId = faceId }: Face, records: readonly FaceRecord[]) {
  const failures = records.filter((record) => record.kind === "error");
  const own = failures.find(({ param: about }) => about !== "plugin");
  if (own) throw new FacepipeError(own.code as ErrorCode, own.reason, { param: own.param });
  const errors = failures.map(({ value: plugin, code }) => ({ plugin, code }));
  const handled = records.find((record) => record.kind === "face");
  return {
    event_id: eventId,
    face_id: faceId,
    ...(handled && { plugins: handled.plugins ?? {} }),
    ...(errors.length > 0 && { errors }),
  };
}

function normalized(describe: string): Param<UploadedFile | undefined> {
  return param(describe, { type: "string", format: "binary" }, (value, name) => {
    if (value instanceof UploadedFile) return value;
    throw badParam(name, value, "expected a file");
  });
}

/** A list of texts; an object stands for texts such as `key=value`. */
function labels(): Param<readonly string[] | undefined> {
  const texts = list("Labels: a list, or an object of them", text("Label", MAX_NAME), MAX_LABELS);
  const read: Param<readonly string[] | undefined>["read"] = (value, name) => {
    const given = isJsonObject(value) ? fromText(value, name, "expected labels") : value;
    if (!isObject(given) || given instanceof UploadedFile) return texts.read(value, name);
    return texts.read(
      Object.entries(given).map(([key, label]) => `${key}=${label}`),
      name,
    );
  };
  return { ...texts, read };
}

function isJsonObject(value: unknown): boolean {
  return typeof value === "string" && value.trimStart().startsWith("{");
}

function jsonObject(describe: string): Param<{ [key: string]: Json } | undefined> {
  return param(describe, { type: "object" }, (value, name) => {
    const read = fromText(value, name, "expected a JSON object");
    if (!isObject(read) || read instanceof UploadedFile)
      throw badParam(name, value, "expected a JSON object");
    try {
      checkDepth(read);
    } catch {
      throw badParam(name, undefined, "it is nested too deeply");
    }
    return read as { [key: string]: Json };
  });
}
