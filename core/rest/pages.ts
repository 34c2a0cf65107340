/**
 * Pages of faces: the greatest ids first, with the paths of the neighbouring pages.
 * @module
 */
import type { DocumentFilter } from "../galleries/document_filter.ts";
import type { FaceDocument } from "../galleries/documents.ts";
import { formatId, type Uint64 } from "../galleries/ids.ts";
import { id, whole } from "../http/param_kinds.ts";
import { badParam, type JsonSchema, type ValuesOf, withDefault } from "../http/params.ts";
import type { Call } from "../http/route.ts";
import { FACE_SCHEMA, restFace } from "./faces.ts";

const MAX_PAGE = 1_000;
const PAGE = 100;

/** How many results a page has. */
export const LIMIT = { limit: withDefault(whole("Results of a page", 1, MAX_PAGE), PAGE) };

/** Which page. */
export const PAGE_PARAMS = {
  max_id: id("Only ids up to this one, and the greatest of them"),
  min_id: id("Only ids from this one, and the smallest of them"),
  ...LIMIT,
};

const LINK: JsonSchema = { type: "string", description: "Path and query of the page" };

/** Schema of a page. */
export function pageSchema(items: JsonSchema): JsonSchema {
  const results = { type: "array", items };
  return { type: "object", properties: { results, next_page: LINK, prev_page: LINK } };
}

/** Schema of a page of faces. */
export const FACE_PAGE = pageSchema(FACE_SCHEMA);

/** A page of the faces that match. */
export async function facePage(
  call: Call,
  filter: DocumentFilter,
  { max_id: max, min_id: min, limit }: ValuesOf<typeof PAGE_PARAMS>,
): Promise<object> {
  if (max !== undefined && min !== undefined)
    throw badParam("min_id", formatId(min), "it cannot be used together with max_id");
  const found =
    min === undefined
      ? await facesBy(call, filter, max === undefined ? {} : { $lte: max }, -1, limit)
      : (await facesBy(call, filter, { $gte: min }, 1, limit)).reverse();
  const results = found.map(restFace);
  const [first, last] = [found[0]?._id, found.at(-1)?._id];
  if (first === undefined || last === undefined) return { results };
  const [older] = await facesBy(call, filter, { $lt: last }, -1, 1);
  const [newer] = await facesBy(call, filter, { $gt: first }, 1, 1);
  return {
    results,
    ...(older && { next_page: link(call, { max_id: formatId(older._id) }, limit) }),
    ...(newer && { prev_page: link(call, { min_id: formatId(newer._id) }, limit) }),
  };
}

/** Path and query of another page of the same list. */
export function link(call: Call, params: Readonly<Record<string, string>>, limit: number): string {
  const query = new URLSearchParams(params);
  if (limit !== PAGE) query.set("limit", String(limit));
  return `${call.path}?${query}`;
}

async function facesBy(
  { user, service, signal }: Call,
  filter: DocumentFilter,
  ids: Readonly<Record<string, Uint64>>,
  direction: 1 | -1,
  limit: number,
): Promise<FaceDocument[]> {
  const range = Object.keys(ids).length === 0 ? {} : { _id: ids };
  const options = { sort: { _id: direction }, limit, signal };
  const found: FaceDocument[] = [];
  for await (const face of service.galleries.documents.faces.find(user, { ...filter, ...range }, options))
    found.push(face);
  return found;
}
