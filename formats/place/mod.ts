/**
 * Puts photos into folders.
 * @module
 */
export { PLACE_MODES, type PlaceMode, type PlaceOptions } from "./options.ts";
export { placePhotos } from "./place_photos.ts";
export { type PlacedFolder, readPlacedFolder } from "./read_placed.ts";
export { type UndoOptions, type UndoSummary, undoPlacing } from "./undo.ts";
