/**
 * Finding the faces of a photo, and keeping them for a while.
 * @module
 */
import { optionalFlag } from "../http/param_kinds.ts";
import { badParam, withDefault } from "../http/params.ts";
import { photo } from "../http/photo_desk.ts";
import { defineRoute } from "../http/route.ts";
import { detectionJson } from "./answers.ts";
import { clientOf, object } from "./galleries.ts";

const flag = (describe: string, fallback = false) => withDefault(optionalFlag(describe), fallback);

/** `POST /detect/`. */
export const DETECT = defineRoute({
  method: "POST",
  path: "/detect/",
  summary: "Find the faces of a photo, and keep them for a while to be added and searched by",
  params: {
    image: photo("Photo"),
    url: photo("Photo"),
    facen: flag("Compute vectors, so that the faces can be added and searched", true),
    gender: flag("Estimate the gender"),
    age: flag("Estimate the age"),
    emotions: flag("Estimate the emotions"),
    returnFacen: flag("Give the vectors back"),
    autorotate: flag("Try four orientations"),
  },
  strict: true,
  status: 200,
  answer: object({
    id: { type: "string" },
    faces: { type: "array", items: { type: "object", description: "A face record" } },
    orientation: { type: "integer" },
    photoHash: { type: "string" },
  }),
  async run({ image, url, ...wanted }, call) {
    const photo = image ?? url;
    if (photo === undefined || (image !== undefined && url !== undefined))
      throw badParam("image", undefined, "expected either url or image");
    const { photos } = call.service;
    const name = image === undefined ? "url" : "image";
    const bytes = await photos.read(photo, name, call);
    const client = clientOf(call);
    const detect = () => client.detect({ ...wanted, image: bytes, signal: call.signal });
    return { body: detectionJson(await photos.look(wanted, name, call, detect)) };
  },
});
