/**
 * The library: the organiser, and what the commands are made of (`facepipe/core`,
 * `facepipe/formats`, `facepipe/models`).
 * @module
 */
export {
  type Activate,
  Client,
  Detection,
  ERROR_CODES,
  type ErrorCode,
  type EventRequest,
  FacepipeError,
  Gallery,
  Id,
  Meta,
  type Plugin,
  type PluginContext,
  type PluginFeature,
  SimilarFace as Face,
} from "../core/mod.ts";
export {
  DEFAULT_CONFIG,
  type EmbeddingModelProvider as EmbeddingModel,
  type FaceModelProvider as FaceModel,
  type GroupingModelProvider as GroupingModel,
  type Groups,
  type OrganizeOptions,
  type OrganizerConfig,
  type ProgressCallback,
} from "./library/config.ts";
export { type DetectionResult, detectFaces } from "./library/detect_faces.ts";
export {
  type ClientOptions,
  type GalleriesSettings,
  openClient,
  openGalleries,
} from "./library/galleries.ts";
export { type GroupingResult, groupFaces } from "./library/group_faces.ts";
export { openServer, type RunningServer, type ServerSettings } from "./library/http_service.ts";
export { type OrganizationResult, Organizer, organizePhotos } from "./library/organizer.ts";
