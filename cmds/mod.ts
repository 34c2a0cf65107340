/**
 * The library: the organiser, and what the commands are made of (`facepipe/core`,
 * `facepipe/formats`, `facepipe/models`).
 * @module
 */
export { ERROR_CODES, type ErrorCode, FacepipeError } from "../core/mod.ts";
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
export { type GroupingResult, groupFaces } from "./library/group_faces.ts";
export { type OrganizationResult, Organizer, organizePhotos } from "./library/organizer.ts";
