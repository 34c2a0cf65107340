/**
 * What `place` writes down about its work. A line stands before the deed: a file of the journal may
 * not exist, but no file of `place` exists that the journal does not have.
 * @module
 */
import type { SpecialFolder } from "../../core/mod.ts";
import type { Looks } from "./looks.ts";
import type { PlaceMode } from "./options.ts";

/** The version of the journal that this program writes. */
export const JOURNAL_VERSION = 1;

/** A run begins; all lines up to the next one of this type are its. */
export interface RunLine {
  readonly type: "run";
  readonly version: number;
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly mode: PlaceMode;
  /** How many folders it made for the target: 1 is the target itself, 2 its parent as well. */
  readonly made: number;
  /** Where photos were placed, if not as usual. */
  readonly layout?: string;
}

/** A folder is about to be made. */
export interface FolderLine {
  readonly type: "folder";
  /** From the target, as all `path`s. */
  readonly path: string;
}

/** A file is about to appear. */
export interface FileLine {
  readonly type: "file";
  readonly path: string;
  readonly sha256: string;
  readonly mode: PlaceMode;
  /** The photo that it was made of, absolute. */
  readonly from: string;
  /** True where the photo's bytes came with its record, so that `from` may be on another machine. */
  readonly inline: boolean;
  /** Whose folder it is in; absent for folders that stand for no person. */
  readonly person?: string;
  /** Which of the folders that stand for no person it is in. */
  readonly special?: SpecialFolder;
  /** Ids of the person's faces in the photo, or of all where no person is meant; ascending. */
  readonly faces: readonly string[];
  /** SHA-256 of the file, where something was written into it. */
  readonly tagged?: string;
  /** What it will look like; the target of a symbolic link instead. */
  readonly looks: Looks | string;
}

/** The XMP file beside a placed photo is about to be written. */
export interface SidecarLine {
  readonly type: "sidecar";
  readonly path: string;
  /** The photo, absolute, and the SHA-256 of its content. */
  readonly from: string;
  readonly sha256: string;
  /** SHA-256 of what is written. */
  readonly written: string;
  /** What was there before: SHA-256, and the name under which it is kept. */
  readonly kept?: { readonly name: string; readonly sha256: string };
}

/** An original is about to be removed. */
export interface MovedLine {
  readonly type: "moved";
  /** Absolute. */
  readonly from: string;
  readonly sha256: string;
  /** The files that hold its content, from the target. */
  readonly to: readonly string[];
  /** What it looked like; for a symbolic link that and where it led. */
  readonly looks: Looks;
  readonly link?: string;
  readonly permissions: number;
  readonly uid: number;
  readonly gid: number;
}

/** What the last line about a path announced did not happen: something else has the name. */
export interface VoidLine {
  readonly type: "void";
  readonly path: string;
}

/** The run came to its end; without it the last lines may tell of what did not happen any more. */
export interface DoneLine {
  readonly type: "done";
}

/** A run was undone. */
export interface UndoneLine {
  readonly type: "undone";
  /** Counted from 0. */
  readonly run: number;
}

/** Any line. */
export type JournalLine =
  | RunLine
  | FolderLine
  | FileLine
  | SidecarLine
  | MovedLine
  | VoidLine
  | DoneLine
  | UndoneLine;
