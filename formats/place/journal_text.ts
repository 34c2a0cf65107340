/**
 * Lines of the journal as text, one JSON object each. They come from disk, where anybody may have
 * changed them, so each field is checked.
 * @module
 */
import { isAbsolute } from "node:path";
import { FacepipeError, SPECIAL_FOLDERS, type SpecialFolder } from "../../core/mod.ts";
import type { JournalLine } from "./journal_lines.ts";
import { PLACE_MODES, type PlaceMode } from "./options.ts";

/** The longest line. Far more than a path and the faces of one photo take. */
export const MAX_LINE_BYTES = 1 << 20;

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
