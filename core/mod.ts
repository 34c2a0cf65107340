/**
 * Records, stages and everything about faces that needs no input or output.
 * @module
 */
export * from "./align.ts";
export * from "./analysis.ts";
export * from "./api/mod.ts";
export * from "./attributes.ts";
export * from "./batches.ts";
export * from "./boxes.ts";
export * from "./calibration.ts";
export * from "./decode_rfb.ts";
export * from "./decode_scrfd.ts";
export * from "./decode_yunet.ts";
export * from "./detect.ts";
export * from "./detect_options.ts";
export * from "./embed.ts";
export * from "./errors.ts";
export * from "./eval/mod.ts";
export * from "./exit_codes.ts";
export type { FaceCache } from "./face_cache.ts";
export * from "./fair_queue.ts";
export * from "./fields.ts";
export * from "./galleries/mod.ts";
export * from "./grouping/mod.ts";
export * from "./http/mod.ts";
export * from "./image.ts";
export * from "./insight/mod.ts";
export * from "./landmarks.ts";
export * from "./late.ts";
export { DEFAULT_LAYOUT, LAYOUT_VARIABLES, type Layout, parseLayout } from "./layout.ts";
export * from "./learn/mod.ts";
export { countFaces, facesIn, type LedgerPhoto, type PhotoHeader, portraitQuality } from "./ledger_photo.ts";
export { nearestHint, nearestWord, typingMistakes } from "./nearest.ts";
export * from "./nms.ts";
export * from "./ordered.ts";
export * from "./photo_ledger.ts";
export * from "./placement.ts";
export {
  type PlaceablePhoto,
  type PlacementPlan,
  type PlannedContent,
  type PlannedFile,
  type PlannedFolder,
  SPECIAL_FOLDERS,
  type SpecialFolder,
} from "./placement_plan.ts";
export * from "./planes.ts";
export { counted, named } from "./plural.ts";
export * from "./protocol.ts";
export type * from "./records.ts";
export * from "./regions/mod.ts";
export * from "./report/mod.ts";
export * from "./resize.ts";
export * from "./rest/mod.ts";
export * from "./review/mod.ts";
export * from "./routing/mod.ts";
export * from "./safe_names.ts";
export * from "./schema_page.ts";
export * from "./select_faces.ts";
export * from "./sent_error.ts";
export * from "./sharpness.ts";
export * from "./similarity.ts";
export * from "./tiles.ts";
export * from "./turns.ts";
export * from "./validate.ts";
