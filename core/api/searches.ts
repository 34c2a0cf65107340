/**
 * Lists of faces, and who a face is.
 * @module
 */
import { choice, optionalFlag, text, whole } from "../http/param_kinds.ts";
import { badParam, required, withDefault } from "../http/params.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { matchesJson, pageJson } from "./answers.ts";
import { FACE_SCHEMA } from "./faces.ts";
import { clientOf, GALLERY, IGNORE_ERRORS, object, SERVERS } from "./galleries.ts";
import { FILTERS, SOURCES, THRESHOLD } from "./params.ts";

/** Faces that an answer has at most, and those that come with vectors and crops. */
export const MAX_PAGE = 1_000;
export const MAX_WHOLE_PAGE = 100;

/** Matches that an answer has at most, of all faces together. */
export const MAX_MATCHES = 10_000;

const FACES = { type: "array", items: FACE_SCHEMA } as const;

/** Listing and identifying. */
export const SEARCH_ROUTES: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/galleries/{gallery}/list/",
    summary: "List faces that pass all filters, page by page",
    params: {
      ...GALLERY,
      filters: withDefault(FILTERS, []),
      limit: withDefault(
        whole(`Faces of a page; with vectors and crops at most ${MAX_WHOLE_PAGE}`, 1, MAX_PAGE),
        MAX_WHOLE_PAGE,
      ),
      sort: choice("Order; without a filter by similarity id, else -confidence", [
        "id",
        "-id",
        "-confidence",
      ]),
      page: text("nextPage of the page before; the filters and the order have to be the same"),
      whole: withDefault(optionalFlag("Give vectors and crops too"), false),
      ...IGNORE_ERRORS,
    },
    strict: true,
    status: 200,
    answer: object({ faces: FACES, nextPage: { type: "string" }, ...SERVERS }),
    async run({ gallery, sort, page, ...options }, call) {
      const { limit, whole } = options;
      if (whole && limit > MAX_WHOLE_PAGE)
        throw badParam("limit", limit, `with vectors and crops expected at most ${MAX_WHOLE_PAGE}`);
      const found = await clientOf(call)
        .gallery(gallery)
        .list({
          ...options,
          ...(sort !== undefined && { sort }),
          ...(page !== undefined && { page }),
          signal: call.signal,
        });
      return { body: pageJson(found) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/galleries/{gallery}/identify/",
    summary: "Find out who faces are",
    params: {
      ...GALLERY,
      faces: required(SOURCES),
      limit: withDefault(whole("Most matches of a face", 1, MAX_MATCHES), 1),
      threshold: THRESHOLD,
      filters: withDefault(FILTERS, []),
      ...IGNORE_ERRORS,
    },
    strict: true,
    status: 200,
    answer: object({ results: { type: "array", items: object({ matches: FACES, ...SERVERS }) } }),
    async run({ gallery, faces, threshold, ...options }, call) {
      const { limit } = options;
      if (faces.length * limit > MAX_MATCHES)
        throw badParam("limit", limit, `for ${faces.length} faces, expected at most ${MAX_MATCHES} matches`);
      const found = await clientOf(call)
        .gallery(gallery)
        .identify(faces, {
          ...options,
          ...(threshold !== undefined && { threshold }),
          signal: call.signal,
        });
      return { body: matchesJson(found) };
    },
  }),
];
