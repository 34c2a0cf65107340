/**
 * One face: reading, changing and removing it.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { FaceDocument } from "../galleries/documents.ts";
import { formatId, parseId, type Uint64 } from "../galleries/ids.ts";
import { ID_SCHEMA, id, text } from "../http/param_kinds.ts";
import { isAbsent, type Param, required } from "../http/params.ts";
import { type Call, defineRoute, type Route } from "../http/route.ts";
import { FACE_SCHEMA, restFace } from "./faces.ts";
import { requireGalleries } from "./galleries.ts";
import { changedGalleries, GALLERIES_CHANGE } from "./galleries_change.ts";

const ID = { id: required(id("Id of the face")) };
const PATH = "/face/id/{id}/";

/** A person, or nobody: null, or no text. Not given: no change. */
const PERSON: Param<Uint64 | null | undefined> = {
  describe: "Id of the person that it is; empty for nobody",
  schema: { ...ID_SCHEMA, type: ["string", "null"] },
  read: (value, name) => {
    if (value === null || value === "") return null;
    return isAbsent(value) ? undefined : parseId(value, name);
  },
};

async function read({ user, service }: Call, _id: Uint64): Promise<FaceDocument> {
  const face = await service.galleries.documents.faces.findOne(user, { _id });
  if (face) return face;
  throw notFound("face", _id, "id");
}

/** Something of the caller's is not there. */
export function notFound(what: string, id: Uint64 | string, param: string): FacepipeError {
  const value = typeof id === "bigint" ? formatId(id) : id;
  return new FacepipeError("NOT_FOUND", `Cannot find ${what} ${value}`, { param, value });
}

/** Reading, changing and removing a face. */
export const FACE_ROUTES: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: PATH,
    summary: "Read a face",
    params: ID,
    status: 200,
    answer: FACE_SCHEMA,
    run: async ({ id }, call) => ({ body: restFace(await read(call, id)) }),
  }),
  defineRoute({
    method: "PUT",
    path: PATH,
    summary: "Change a face",
    describe: "What is not given stays as it is. A face never leaves the gallery `default`.",
    params: {
      ...ID,
      meta: text("Text to find it by"),
      person_id: PERSON,
      galleries: GALLERIES_CHANGE,
    },
    status: 200,
    answer: FACE_SCHEMA,
    async run({ id, meta, person_id: person, galleries: change }, call) {
      const { user, service } = call;
      const { faces, persons } = service.galleries.documents;
      const before = await read(call, id);
      const wanted = change && changedGalleries(before.galleries, change);
      // Everything is checked before anything is changed.
      if (wanted) await requireGalleries(call, wanted.add);
      if (typeof person === "bigint" && !(await persons.findOne(user, { _id: person })))
        throw notFound("person", person, "person_id");
      if (meta !== undefined) await faces.updateOne(user, { _id: id }, { $set: { meta } });
      if (wanted) await faces.delFromGalleries(user, before, wanted.del);
      if (wanted) await faces.addToGalleries(user, before, wanted.add);
      if (person !== undefined) await persons.assign(user, before, person ?? undefined);
      return { body: restFace(await read(call, id)) };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: PATH,
    summary: "Remove a face from all galleries, with its pictures",
    params: ID,
    status: 204,
    async run({ id }, call) {
      const removed = await call.service.galleries.documents.faces.removeOne(call.user, { _id: id });
      if (!removed) throw notFound("face", id, "id");
      return {};
    },
  }),
];
