/**
 * Lists of faces.
 * @module
 */
import { text } from "../http/param_kinds.ts";
import { required } from "../http/params.ts";
import { type Call, defineRoute, type Route } from "../http/route.ts";
import { DEFAULT_GALLERY, GALLERY, requireGalleries } from "./galleries.ts";
import { FACE_PAGE, facePage, PAGE_PARAMS } from "./pages.ts";

const META = { meta: required(text("Text of the faces, exactly")) };

const LIST = {
  method: "GET",
  summary: "List faces, the greatest ids first",
  status: 200,
  answer: FACE_PAGE,
} as const;

const BY_META = { ...LIST, summary: "List the faces with a text" } as const;

/** The faces of a gallery that exists. */
async function inOne(call: Call, gallery: string) {
  await requireGalleries(call, [gallery]);
  // Every face is in the default gallery.
  return gallery === DEFAULT_GALLERY ? {} : { galleries: gallery };
}

/** Lists of all faces, and of those with a text; of a gallery, or of all. */
export const LIST_ROUTES: readonly Route[] = [
  defineRoute({
    ...LIST,
    path: "/faces/",
    params: PAGE_PARAMS,
    run: async (page, call) => ({ body: await facePage(call, {}, page) }),
  }),
  defineRoute({
    ...LIST,
    path: "/faces/gallery/{gallery}/",
    params: { ...GALLERY, ...PAGE_PARAMS },
    run: async ({ gallery, ...page }, call) => ({
      body: await facePage(call, await inOne(call, gallery), page),
    }),
  }),
  defineRoute({
    ...BY_META,
    path: "/face/meta/{meta}/",
    params: { ...META, ...PAGE_PARAMS },
    run: async ({ meta, ...page }, call) => ({ body: await facePage(call, { meta }, page) }),
  }),
  defineRoute({
    ...BY_META,
    path: "/face/gallery/{gallery}/meta/{meta}/",
    params: { ...GALLERY, ...META, ...PAGE_PARAMS },
    run: async ({ gallery, meta, ...page }, call) => ({
      body: await facePage(call, { ...(await inOne(call, gallery)), meta }, page),
    }),
  }),
];
