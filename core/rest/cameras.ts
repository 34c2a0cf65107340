/**
 * Cameras.
 * @module
 */
import type { CameraDocument } from "../galleries/documents.ts";
import { choice, list, optionalFlag, text, whole } from "../http/param_kinds.ts";
import { badParam, param, required, type ValuesOf } from "../http/params.ts";
import { type Call, defineRoute, type Route } from "../http/route.ts";
import { notFound } from "./face.ts";

const MAX_ADDRESS = 2_000;
const MAX_PIXELS = 100_000;
const TURNS = ["0", "90", "180", "270"] as const;

const SIDES = list("Width, height, left and top", whole("Pixels", 0, MAX_PIXELS));
const TURN = choice("Turn", TURNS);

const FIELDS = {
  meta: text("Text"),
  url: text("Address of its pictures", MAX_ADDRESS),
  enabled: optionalFlag("Whether it is in use"),
  detector: text("Detector of its pictures", 100),
  rot: param(
    "Quarter turns clockwise, in degrees",
    { type: "integer", enum: TURNS.map(Number) },
    (value, name) => Number(TURN.read(typeof value === "number" ? String(value) : value, name)),
  ),
  roi: param("Part of the picture to look at: [W, H, X, Y] in pixels", SIDES.schema, (value, name) => {
    const sides = SIDES.read(typeof value === "string" ? bracketed(value) : value, name);
    if (sides?.length !== 4) throw badParam(name, value, "expected width, height, left and top");
    return sides;
  }),
};

const ID = { id: required(text("Id of the camera", 100)) };

const CAMERA_SCHEMA = {
  type: "object",
  properties: {
    id: { type: "string", format: "uuid" },
    meta: { type: ["string", "null"] },
    url: { type: ["string", "null"] },
    enabled: { type: "boolean" },
    detector: { type: ["string", "null"] },
    rot: { type: "integer" },
    roi: { type: ["array", "null"], items: { type: "integer" } },
  },
};

/** `W,H,X,Y` as a list. */
function bracketed(value: string): string {
  return value.trimStart().startsWith("[") ? value : `[${value}]`;
}

function restCamera(camera: CameraDocument): object {
  const { _id, meta = null, url = null, enabled, detector = null, rot = 0, roi = null } = camera;
  return { id: _id, meta, url, enabled, detector, rot, roi };
}

/** The fields that were given. */
function given(values: ValuesOf<typeof FIELDS>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function camerasOf({ service }: Call) {
  return service.galleries.documents.cameras;
}

/** Adding, listing, reading, changing and removing cameras. */
export const CAMERA_ROUTES: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/camera/",
    summary: "Add a camera",
    params: FIELDS,
    status: 201,
    answer: CAMERA_SCHEMA,
    run: async (values, call) => ({ body: restCamera(await camerasOf(call).add(call.user, given(values))) }),
  }),
  defineRoute({
    method: "GET",
    path: "/camera/",
    summary: "List the cameras",
    params: {},
    status: 200,
    answer: { type: "array", items: CAMERA_SCHEMA },
    async run(_, call) {
      const cameras: object[] = [];
      for await (const camera of camerasOf(call).find(call.user, {}, { signal: call.signal }))
        cameras.push(restCamera(camera));
      return { body: cameras };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/camera/{id}/",
    summary: "Read a camera",
    params: ID,
    status: 200,
    answer: CAMERA_SCHEMA,
    run: async ({ id: _id }, call) => ({
      body: restCamera(existing(await camerasOf(call).findOne(call.user, { _id }), _id)),
    }),
  }),
  defineRoute({
    method: "PUT",
    path: "/camera/{id}/",
    summary: "Change a camera; what is not given stays as it is",
    params: { ...ID, ...FIELDS },
    status: 200,
    answer: CAMERA_SCHEMA,
    async run({ id: _id, ...values }, call) {
      const changed = await camerasOf(call).updateOne(call.user, { _id }, { $set: given(values) as never });
      return { body: restCamera(existing(changed, _id)) };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/camera/{id}/",
    summary: "Remove a camera",
    params: ID,
    status: 204,
    async run({ id: _id }, call) {
      existing(await camerasOf(call).removeOne(call.user, { _id }), _id);
      return {};
    },
  }),
];

function existing(camera: CameraDocument | undefined, id: string): CameraDocument {
  if (camera) return camera;
  throw notFound("camera", id, "id");
}
