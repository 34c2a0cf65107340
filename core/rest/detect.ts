/**
 * Finding the faces of a photo.
 * @module
 */

import { required } from "../http/params.ts";
import { photo } from "../http/photo_desk.ts";
import { defineRoute } from "../http/route.ts";
import { BOX_FIELDS, restBox } from "./boxes.ts";
import { FEATURE_PARAMS, restFeatures } from "./features.ts";

/** `POST /detect/`. */
export const DETECT = defineRoute({
  method: "POST",
  path: "/detect/",
  summary: "Find the faces of a photo",
  params: { photo: required(photo("Photo")), ...FEATURE_PARAMS },
  status: 200,
  answer: {
    type: "object",
    properties: { faces: { type: "array", items: { type: "object", properties: BOX_FIELDS } } },
  },
  async run({ photo, ...wanted }, call) {
    const { photos } = call.service;
    const image = await photos.read(photo, "photo", call);
    const { faces } = await photos.find(image, { ...wanted, facen: false }, "photo", call);
    return {
      body: {
        faces: faces.map(({ bbox, features }) => ({ ...(bbox && restBox(bbox)), ...restFeatures(features) })),
      },
    };
  },
});
