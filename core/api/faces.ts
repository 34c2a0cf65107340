/**
 * Faces of a gallery: adding, reading, changing and removing them.
 * @module
 */
import { ID_SCHEMA, id } from "../http/param_kinds.ts";
import { required } from "../http/params.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { faceJson } from "./answers.ts";
import { clientOf, GALLERY, object } from "./galleries.ts";
import { META, META_SCHEMA, NEW_FACES } from "./params.ts";

const FACE = { ...GALLERY, id: required(id("Id of the face")) };
const PATH = "/galleries/{gallery}/faces/{id}/";

/** A face of a gallery. */
export const FACE_SCHEMA = object({
  id: ID_SCHEMA,
  embedder: { type: "string" },
  meta: META_SCHEMA,
  facts: { type: "object", description: "The other fields of its face record" },
  person: ID_SCHEMA,
  confidence: { type: "number" },
  embedding: { type: "string", description: "Base64 of little-endian float32 values" },
  crop: { type: "string", description: "Base64 of a PNG" },
});

/** Adding, reading, changing and removing faces. */
export const FACE_ROUTES: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/galleries/{gallery}/add/",
    summary: "Add faces",
    describe:
      "All are added or none; a face whose id is taken is left as it is, and its outcome is conflict.",
    params: { ...GALLERY, faces: required(NEW_FACES) },
    strict: true,
    status: 200,
    answer: object({
      outcomes: { type: "array", items: { type: "string", enum: ["added", "conflict"] } },
    }),
    async run({ gallery, faces }, call) {
      const outcomes = await clientOf(call).gallery(gallery).addAll(faces, { signal: call.signal });
      return { body: { outcomes } };
    },
  }),
  defineRoute({
    method: "GET",
    path: PATH,
    summary: "Read a face, with its vector and crop",
    params: FACE,
    strict: true,
    status: 200,
    answer: FACE_SCHEMA,
    async run({ gallery, id }, call) {
      const face = await clientOf(call).gallery(gallery).get(id, { signal: call.signal });
      return { body: faceJson(face) };
    },
  }),
  defineRoute({
    method: "PUT",
    path: PATH,
    summary: "Replace the metadata of a face",
    params: { ...FACE, meta: required(META) },
    strict: true,
    status: 200,
    answer: FACE_SCHEMA,
    async run({ gallery, id, meta }, call) {
      const face = await clientOf(call).gallery(gallery).update(id, { meta }, { signal: call.signal });
      return { body: faceJson(face) };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: PATH,
    summary: "Remove a face with its vector and crop",
    params: FACE,
    strict: true,
    status: 204,
    async run({ gallery, id }, call) {
      await clientOf(call).gallery(gallery).delete(id);
      return {};
    },
  }),
];
