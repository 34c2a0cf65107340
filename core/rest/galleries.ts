/**
 * Galleries of the REST interface. Every user has one called `default`, which holds all faces.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { compareText } from "../galleries/terms.ts";
import { galleryName } from "../http/param_kinds.ts";
import { badParam, required } from "../http/params.ts";
import { type Call, defineRoute, type Route } from "../http/route.ts";

/** The gallery that holds all faces. */
export const DEFAULT_GALLERY = "default";

/** The name of a gallery in a path. */
export const GALLERY = { gallery: required(galleryName("Name of the gallery")) };

/** Does work in a gallery; the default one is made where it is missing. */
export async function inGallery<T>(call: Call, gallery: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const isMissing = thrown instanceof FacepipeError && thrown.code === "GALLERY_NOT_FOUND";
    if (!isMissing || gallery !== DEFAULT_GALLERY) throw thrown;
  }
  await galleryOf(call, gallery)
    .create()
    .catch((thrown) => {
      // Another request made it meanwhile.
      if (!(thrown instanceof FacepipeError && thrown.code === "CONFLICT")) throw thrown;
    });
  return work();
}

/** @throws FacepipeError GALLERY_NOT_FOUND for the first that does not exist; the default one always does. */
export async function requireGalleries(call: Call, galleries: readonly string[]): Promise<void> {
  const { store } = call.service.galleries;
  for (const gallery of galleries)
    await inGallery(call, gallery, () => store.readGallery(call.user._id, gallery));
}

function galleryOf({ service, user }: Call, name: string) {
  return service.galleries.client(user).gallery(name);
}

/** Listing, making and dropping galleries. */
export const GALLERY_ROUTES: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/galleries/",
    summary: "List the names of all galleries",
    params: {},
    status: 200,
    answer: { type: "object", properties: { results: { type: "array", items: { type: "string" } } } },
    async run(_, { service, user }) {
      const { galleries } = await service.galleries.client(user).listGalleries();
      const names = new Set([DEFAULT_GALLERY, ...galleries.map(({ name }) => name)]);
      return { body: { results: [...names].sort(compareText) } };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/galleries/{gallery}/",
    summary: "Make a gallery",
    params: GALLERY,
    status: 201,
    async run({ gallery }, call) {
      await galleryOf(call, gallery).create({ signal: call.signal });
      return {};
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/galleries/{gallery}/",
    summary: "Drop a gallery; its faces stay in the other galleries that they are in",
    params: GALLERY,
    status: 204,
    async run({ gallery }, call) {
      if (gallery === DEFAULT_GALLERY) throw badParam("gallery", gallery, "it always exists");
      await galleryOf(call, gallery).drop();
      return {};
    },
  }),
];
