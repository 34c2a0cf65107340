/**
 * What `place` writes down about its work, one JSON object a line, and how that is read back.
 *
 * A line stands before the deed: a file of the journal may not exist, but no file of `place`
 * exists that the journal does not have. Lines come from disk, where anybody may have changed
 * them, so each field is checked.
 * @module
 */
import { isAbsolute } from "node:path";
import { FacepipeError, SPECIAL_FOLDERS, type SpecialFolder } from "../../core/mod.ts";
import type { Looks } from "./looks.ts";
import { PLACE_MODES, type PlaceMode } from "./options.ts";

/** The version of the journal that this program writes. */
export const JOURNAL_VERSION = 1;

/** The longest line. Far more than a path and the faces of one photo take. */
export const MAX_LINE_BYTES = 1 << 20;

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

type Fields = { readonly [name: string]: unknown };
type Check = (value: unknown) => boolean;

const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isString: Check = (value) => typeof value === "string";
/** What may become part of a path, which a null character cannot. */
const isText: Check = (value) => typeof value === "string" && !value.includes("\0");
const isHash: Check = (value) => typeof value === "string" && /^[0-9a-f]{64}$/u.test(value);
const isNumeral: Check = (value) => typeof value === "string" && /^-?\d{1,20}$/u.test(value);
const isMode: Check = (value) => PLACE_MODES.includes(value as PlaceMode);
const isSpecial: Check = (value) => Object.values(SPECIAL_FOLDERS).includes(value as SpecialFolder);
const isOriginal: Check = (value) => isText(value) && isAbsolute(value as string);
const isInside: Check = (value) =>
  isText(value) && !isAbsolute(value as string) && !(value as string).split(/[\\/]/u).some(leadsAway);
const isLooks: Check = (value) => isObject(value) && follows(value, LOOKS);

const LOOKS: Record<string, Check> = { ino: isNumeral, size: isCount, mtimeNs: isNumeral };

const KEPT: Record<string, Check> = {
  name: (value) => typeof value === "string" && /^[0-9a-f-]{36}$/u.test(value),
  sha256: isHash,
};

/** What each field of each type has to be. */
const SHAPES: Record<JournalLine["type"], Record<string, Check>> = {
  run: { version: isCount, at: isText, mode: isMode, made: isCount, layout: optional(isString) },
  folder: { path: isInside },
  file: {
    path: isInside,
    sha256: isHash,
    mode: isMode,
    from: isOriginal,
    inline: (value) => typeof value === "boolean",
    person: optional(isString),
    special: optional(isSpecial),
    faces: listOf(isString),
    tagged: optional(isHash),
    looks: (value) => isText(value) || isLooks(value),
  },
  sidecar: {
    path: isInside,
    from: isOriginal,
    sha256: isHash,
    written: isHash,
    kept: optional((value) => isObject(value) && follows(value, KEPT)),
  },
  moved: {
    from: isOriginal,
    sha256: isHash,
    to: listOf(isInside),
    looks: isLooks,
    link: optional(isText),
    permissions: isCount,
    uid: isCount,
    gid: isCount,
  },
  void: { path: isInside },
  done: {},
  undone: { run: isCount },
};

/**
 * A line as the text that it is in the journal, without its newline.
 *
 * @throws FacepipeError MALFORMED_REQUEST or OVER_CAPACITY where it could not be read back.
 */
export function formatJournalLine(line: JournalLine): string {
  const text = JSON.stringify(line);
  const what = "from" in line ? `photo ${line.from}` : line.type;
  if (Buffer.byteLength(text) > MAX_LINE_BYTES) {
    const message = `Cannot note ${what} in the journal: its record is too large`;
    throw new FacepipeError("OVER_CAPACITY", message);
  }
  if (parseJournalLine(text) !== undefined) return text;
  throw new FacepipeError(
    "MALFORMED_REQUEST",
    `Cannot note ${what} in the journal: no file can be so called`,
  );
}

/** A line of the journal; undefined where it is none. */
export function parseJournalLine(text: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !Object.hasOwn(SHAPES, String(value.type))) return undefined;
  const shape = SHAPES[value.type as JournalLine["type"]];
  return follows(value, shape) ? (value as unknown as JournalLine) : undefined;
}

function follows(value: Fields, shape: Record<string, Check>): boolean {
  return Object.entries(shape).every(([name, check]) => check(value[name]));
}

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function leadsAway(segment: string): boolean {
  return segment === "" || segment === "." || segment === "..";
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
