/**
 * Who the faces of a photo are.
 * @module
 */
import type { FaceIdentification } from "../galleries/document_stores.ts";
import { number, optionalFlag, whole } from "../http/param_kinds.ts";
import { required, type ValuesOf, withDefault } from "../http/params.ts";
import { photo } from "../http/photo_desk.ts";
import { type Call, defineRoute, type Reply, type Route } from "../http/route.ts";
import { box, boxKey, boxOfCorners } from "./boxes.ts";
import { MF_SELECTOR } from "./choose_faces.ts";
import { FACE_SCHEMA, restEntry, restFace } from "./faces.ts";
import { DEFAULT_GALLERY, GALLERY, requireGalleries } from "./galleries.ts";
import { at, findProbes } from "./probes.ts";
import { THRESHOLD } from "./threshold.ts";

const MAX_PIXEL = 1e6;
const MAX_MATCHES = 1_000;

const corner = (what: string) =>
  number(`${what} of the box around the face that is meant`, -MAX_PIXEL, MAX_PIXEL);

const PARAMS = {
  photo: required(photo("Photo")),
  x1: corner("Left"),
  y1: corner("Top"),
  x2: corner("Right"),
  y2: corner("Bottom"),
  bbox: box("The same in one parameter"),
  threshold: THRESHOLD,
  n: withDefault(whole("Most matches of a face", 1, MAX_MATCHES), 1),
  strict: withDefault(optionalFlag("Fail where a shard is out of service"), false),
  mf_selector: MF_SELECTOR,
};

const COMMON = {
  method: "POST",
  summary: "Tell who the faces of a photo are",
  describe:
    "The results are by the box of each face, as `[x1, y1, x2, y2]`, with its matches by falling confidence. The header `X-Live-Servers` says how many of the store's shards answered, such as `2/3`.",
  status: 200,
  answer: {
    type: "object",
    properties: {
      results: {
        type: "object",
        additionalProperties: {
          type: "array",
          items: { type: "object", properties: { confidence: { type: "number" }, face: FACE_SCHEMA } },
        },
      },
    },
  },
} as const;

async function identify(values: ValuesOf<typeof PARAMS>, gallery: string, call: Call): Promise<Reply> {
  const { threshold, n: limit, strict, mf_selector: selector } = values;
  const { galleries } = call.service;
  const corners = boxOfCorners(values);
  const place = corners ? at(corners, "x1") : at(values.bbox, "bbox");
  // A gallery that is not there is told before networks run.
  await requireGalleries(call, [gallery]);
  const { faces } = await findProbes(call, { photo: values.photo, name: "photo", selector, ...place });
  const results: Record<string, object[]> = {};
  let live = "";
  for (const face of faces) {
    const options = { limit, threshold, ignoreErrors: !strict, signal: call.signal };
    const found = await galleries.documents.faces.identify(call.user, gallery, face, options);
    results[boxKey(face.bbox)] = restMatches(found, gallery);
    live = `${found.liveServers}/${found.totalServers}`;
  }
  return { body: { results }, headers: { "x-live-servers": live } };
}

function restMatches({ matches }: FaceIdentification, gallery: string): object[] {
  return matches.map(({ confidence, face, entry }) => ({
    confidence,
    face: face ? restFace(face) : restEntry(entry, gallery),
  }));
}

/** Identification in the default gallery, and in others. */
export const IDENTIFY_ROUTES: readonly Route[] = [
  defineRoute({
    ...COMMON,
    path: "/identify/",
    params: PARAMS,
    run: (values, call) => identify(values, DEFAULT_GALLERY, call),
  }),
  defineRoute({
    ...COMMON,
    path: "/faces/gallery/{gallery}/identify/",
    params: { ...GALLERY, ...PARAMS },
    run: ({ gallery, ...values }, call) => identify(values, gallery, call),
  }),
];
