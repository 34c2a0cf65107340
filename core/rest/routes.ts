/**
 * All routes of the FindFace REST interface.
 * @module
 */
import type { RouteTable } from "../http/route.ts";
import { DETECT } from "./detect.ts";
import { GALLERY_ROUTES } from "./galleries.ts";

/** Both versions answer alike. */
export const REST_ROUTES: RouteTable = {
  prefixes: ["/v0", "/v1"],
  routes: [DETECT, ...GALLERY_ROUTES],
};
