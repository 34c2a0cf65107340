/**
 * What a plan of a placement consists of.
 * @module
 */
import type { LedgerPhoto } from "./ledger_photo.ts";
import type { NameParts } from "./safe_names.ts";

/** A photo to place: a ledger's photo whose content is known. */
export interface PlaceablePhoto extends LedgerPhoto {
  sha256: string;
}

/** A folder of the plan. */
export interface PlannedFolder extends NameParts {
  /** Its name, unless something else has it already. */
  name: string;
  /** The folder that it is in; undefined where that is the one to place into. */
  readonly parent: PlannedFolder | undefined;
  /** Whose folder it is in or is; undefined for those that stand for no person. */
  readonly person: string | undefined;
  /** Which of the folders without a person it is in or is, if that is one. */
  readonly special: SpecialFolder | undefined;
  /** Tells it from others that would have the same name. */
  readonly hash: string;
  readonly files: PlannedFile[];
}

/** A file of the plan. */
export interface PlannedFile {
  readonly folder: PlannedFolder;
  readonly sha256: string;
  /** Its name, unless something else has it already. */
  name: string;
  /** The names of the photos that it stands for; the first is what {@linkcode name} comes from. */
  wanted: NameParts[];
  /** The photos that it stands for, as indices. */
  readonly photos: number[];
}

/** All photos of one content, with all the files to make of it. */
export interface PlannedContent {
  readonly sha256: string;
  /** Indices, in the order given. */
  readonly photos: number[];
  readonly files: PlannedFile[];
}

/** What is to be placed where. */
export interface PlacementPlan {
  /** Outer ones before those in them. */
  readonly folders: PlannedFolder[];
  /** In the order in which the contents first appear. */
  readonly contents: PlannedContent[];
}

/** Folders of a plan that stand for no person. */
export const SPECIAL_FOLDERS = {
  groupPhotos: "group_photos",
  unknown: "unknown",
  noFaces: "no_faces",
} as const;

/** One of the {@linkcode SPECIAL_FOLDERS}. */
export type SpecialFolder = (typeof SPECIAL_FOLDERS)[keyof typeof SPECIAL_FOLDERS];
