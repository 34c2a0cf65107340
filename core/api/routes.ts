/**
 * All routes of the gallery interface: one for each method of the library's client.
 * @module
 */
import type { RouteTable } from "../http/route.ts";
import { DETECT } from "./detect.ts";
import { FACE_ROUTES } from "./faces.ts";
import { GALLERY_ROUTES } from "./galleries.ts";
import { SEARCH_ROUTES } from "./searches.ts";

/** Where the routes begin. A version that old clients could not use would have another number. */
export const API_PREFIX = "/api/1";

/** The gallery interface, which the library's client speaks. */
export const API_ROUTES: RouteTable = {
  prefixes: [API_PREFIX],
  routes: [...GALLERY_ROUTES, ...FACE_ROUTES, ...SEARCH_ROUTES, DETECT],
};
