/**
 * Galleries of a user: listing, making and dropping them, and the types of their metadata.
 * @module
 */
import { galleryName, optionalFlag } from "../http/param_kinds.ts";
import { type JsonSchema, required, withDefault } from "../http/params.ts";
import { type Call, defineRoute, type Route } from "../http/route.ts";

/** The name of a gallery in a path. */
export const GALLERY = { gallery: required(galleryName("Name of the gallery")) };

/** Whether shards may be missing. */
export const IGNORE_ERRORS = {
  ignoreErrors: withDefault(optionalFlag("Answer from the shards that can be reached"), false),
};

/** How many shards answered. */
export const SERVERS = { liveServers: { type: "integer" }, totalServers: { type: "integer" } } as const;

/** An object of a schema. */
export function object(properties: JsonSchema): JsonSchema {
  return { type: "object", properties };
}

/** The caller's galleries. */
export function clientOf({ service, user }: Call) {
  return service.galleries.client(user);
}

/** Listing, making and dropping galleries. */
export const GALLERY_ROUTES: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/galleries/",
    summary: "List the galleries and how many faces each has",
    params: IGNORE_ERRORS,
    strict: true,
    status: 200,
    answer: object({
      galleries: {
        type: "array",
        items: object({ name: { type: "string" }, number: { type: "integer" } }),
      },
      ...SERVERS,
    }),
    run: async (options, call) => ({
      body: await clientOf(call).listGalleries({ ...options, signal: call.signal }),
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/galleries/{gallery}/",
    summary: "Make a gallery",
    params: GALLERY,
    strict: true,
    status: 201,
    async run({ gallery }, call) {
      await clientOf(call).gallery(gallery).create({ signal: call.signal });
      return {};
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/galleries/{gallery}/",
    summary: "Drop a gallery with all that is in it",
    params: GALLERY,
    strict: true,
    status: 204,
    async run({ gallery }, call) {
      await clientOf(call).gallery(gallery).drop();
      return {};
    },
  }),
  defineRoute({
    method: "GET",
    path: "/meta-types/",
    summary: "Read the types that keys of metadata have",
    params: IGNORE_ERRORS,
    strict: true,
    status: 200,
    answer: object({
      types: {
        type: "object",
        additionalProperties: { type: "string", enum: ["integer", "string", "strings"] },
      },
    }),
    run: async (options, call) => ({
      body: { types: await clientOf(call).metaTypes({ ...options, signal: call.signal }) },
    }),
  }),
];
