/**
 * Lists of the texts that faces have.
 * @module
 */
import type { DocumentFilter } from "../galleries/document_filter.ts";
import type { Uint64 } from "../galleries/ids.ts";
import { compareText } from "../galleries/terms.ts";
import { text } from "../http/param_kinds.ts";
import { type Call, defineRoute, type Route } from "../http/route.ts";
import { FACE_SCHEMA, metaText, restFace } from "./faces.ts";
import { DEFAULT_GALLERY, GALLERY, requireGalleries } from "./galleries.ts";
import { LIMIT, link, pageSchema } from "./pages.ts";

const PARAMS = { after: text("Only texts that sort after this one"), ...LIMIT };

const COMMON = {
  method: "GET",
  summary: "List the texts of faces, each with the number of its faces and one of them",
  status: 200,
  answer: pageSchema({
    type: "object",
    properties: { meta: { type: "string" }, count: { type: "integer" }, face: FACE_SCHEMA },
  }),
} as const;

/** A text, the number of its faces, and the first of them. */
interface Counted {
  count: number;
  readonly face: Uint64;
}

async function metaPage(
  call: Call,
  filter: DocumentFilter,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<object> {
  const texts = await countTexts(call, filter, after, limit + 1);
  const { faces } = call.service.galleries.documents;
  const results: object[] = [];
  for (const [meta, { count, face: _id }] of texts.slice(0, limit)) {
    const face = await faces.findOne(call.user, { _id });
    // One that was removed meanwhile is no end of the list.
    if (face) results.push({ meta, count, face: restFace(face) });
  }
  const last = texts.length > limit ? texts[limit - 1]![0] : undefined;
  return { results, ...(last !== undefined && { next_page: link(call, { after: last }, limit) }) };
}

/** The first texts in order. Those that cannot be among them are let go of, so that memory is bounded. */
async function countTexts(
  { user, service, signal }: Call,
  filter: DocumentFilter,
  after: string | undefined,
  wanted: number,
): Promise<[string, Counted][]> {
  let texts = new Map<string, Counted>();
  const first = () => [...texts].sort(([a], [b]) => compareText(a, b)).slice(0, wanted);
  for await (const { _id, meta } of service.galleries.documents.faces.find(user, filter, { signal })) {
    const key = metaText(meta);
    const known = texts.get(key);
    if (known) known.count++;
    else if (after === undefined || compareText(key, after) > 0) texts.set(key, { count: 1, face: _id });
    if (texts.size > 2 * wanted) texts = new Map(first());
  }
  return first();
}

/** The texts of all faces, and of a gallery's. */
export const META_ROUTES: readonly Route[] = [
  defineRoute({
    ...COMMON,
    path: "/meta/",
    params: PARAMS,
    run: async (page, call) => ({ body: await metaPage(call, {}, page) }),
  }),
  defineRoute({
    ...COMMON,
    path: "/meta/gallery/{gallery}/",
    params: { ...GALLERY, ...PARAMS },
    async run({ gallery, ...page }, call) {
      await requireGalleries(call, [gallery]);
      return { body: await metaPage(call, gallery === DEFAULT_GALLERY ? {} : { galleries: gallery }, page) };
    },
  }),
];
