/**
 * All routes of the FindFace REST interface.
 * @module
 */
import type { RouteTable } from "../http/route.ts";
import { ADD_FACES } from "./add_faces.ts";
import { CAMERA_ROUTES } from "./cameras.ts";
import { DETECT } from "./detect.ts";
import { FACE_ROUTES } from "./face.ts";
import { GALLERY_ROUTES } from "./galleries.ts";
import { HISTORY_ROUTES } from "./history.ts";
import { IDENTIFY_ROUTES } from "./identify.ts";
import { LIST_ROUTES } from "./list_faces.ts";
import { META_ROUTES } from "./list_metas.ts";
import { VERIFY } from "./verify.ts";

/** Both versions answer alike. */
export const REST_ROUTES: RouteTable = {
  prefixes: ["/v0", "/v1"],
  routes: [
    DETECT,
    VERIFY,
    ...IDENTIFY_ROUTES,
    ADD_FACES,
    ...FACE_ROUTES,
    ...LIST_ROUTES,
    ...META_ROUTES,
    ...GALLERY_ROUTES,
    ...HISTORY_ROUTES,
    ...CAMERA_ROUTES,
  ],
};
