/**
 * What the routes of a server work with.
 * @module
 */

import type { Feature } from "../analysis.ts";
import type { Threshold } from "../galleries/filters.ts";
import type { OpenGalleries } from "../galleries/open_galleries.ts";
import type { PhotoDesk } from "./photo_desk.ts";

/** How faces that are added get persons. */
export interface DynamicPersons {
  /** Whether a person is looked for among the faces of the same camera, or of all. */
  readonly among: "camera" | "all";
  readonly threshold: Threshold;
}

/** What routes work with. */
export interface Service {
  readonly galleries: OpenGalleries;
  /** Reads photos and finds faces, in turn. */
  readonly photos: PhotoDesk;
  /** Absent: faces that are added get no persons. */
  readonly persons?: DynamicPersons;
  /** What is estimated of every face that is added. */
  readonly features: readonly Feature[];
  /** True where pictures of faces are saved. */
  readonly uploads: boolean;
}
