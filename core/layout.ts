/**
 * Layouts: templates of the folders and names that placed photos get.
 * @module
 */
import { usageError } from "./errors.ts";
import { nearestWord } from "./nearest.ts";
import type { Photo } from "./records.ts";
import { safeName } from "./safe_names.ts";

/** What stands for something in a layout, and for what. */
export const LAYOUT_VARIABLES = {
  person: "who is on the photo; unknown, no_faces and group_photos for nobody",
  year: "year in which it was taken",
  month: "month, 01 to 12",
  day: "day of the month, 01 to 31",
  date: "year-month-day",
  camera: "maker and model of the camera",
  name: "the photo's own name without extension",
  ext: "its extension without the dot",
} as const;

/** One of the {@linkcode LAYOUT_VARIABLES}. */
export type LayoutVariable = keyof typeof LAYOUT_VARIABLES;

/** Values of the variables for one photo and one person. */
export type LayoutValues = Readonly<Record<LayoutVariable, string | undefined>>;

/** What a photo gets in a layout when nothing else is asked for. */
export const DEFAULT_LAYOUT = "{person}/{name}";

/** The folder of photos of which nobody knows when they were taken. */
export const UNDATED = "undated";
/** What stands for a camera that nobody knows. */
const NO_CAMERA = "unknown_camera";
const DATES: readonly LayoutVariable[] = ["year", "month", "day", "date"];

/** Text, or a variable in braces. */
type Part = { readonly text: string } | { readonly variable: LayoutVariable };
type Template = readonly Part[];

/** A folder in a layout. */
export interface LayoutFolder {
  readonly name: string;
  /** Whether it stands for a person. */
  readonly isPerson: boolean;
}

/** A layout that was checked. */
export class Layout {
  readonly text: string;
  readonly #folders: readonly Template[];
  readonly #file: Template;
  /** The folder that stands for a person, counted from 0; undefined where none does. */
  readonly personLevel: number | undefined;

  constructor(text: string, folders: readonly Template[], file: Template) {
    this.text = text;
    this.#folders = folders;
    this.#file = file;
    const level = folders.findIndex((template) => hasVariable(template, "person"));
    this.personLevel = level < 0 ? undefined : level;
  }

  /**
   * The folders of a photo, the outermost first. Where the date is not known, the first folder that
   * has to do with it is called `undated`, and further ones are left out.
   */
  folders(values: LayoutValues): LayoutFolder[] {
    const folders: LayoutFolder[] = [];
    for (const template of this.#folders) {
      const isPerson = hasVariable(template, "person");
      const isDate = DATES.some((date) => hasVariable(template, date));
      const isUndated = isDate && !isPerson && values.date === undefined;
      const name = isUndated ? UNDATED : safeName(fill(template, values));
      if (!isUndated || folders.every((folder) => folder.name !== UNDATED)) folders.push({ name, isPerson });
    }
    return folders;
  }

  /** Name of the file, without its extension. */
  file(values: LayoutValues): string {
    return safeName(fill(this.#file, values));
  }
}

/**
 * Checks a layout such as `{person}/{year}/{name}`: folders and a name, with {@linkcode LAYOUT_VARIABLES}
 * in braces. The photo's extension follows by itself, also where the layout ends with `.{ext}`.
 *
 * @throws FacepipeError (exit 2) naming what is wrong.
 *
 * @example
 * ```ts
 * import { parseLayout } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseLayout("{year}/{person}/{name}").personLevel, 1);
 * assert.throws(() => parseLayout("{person}/{yaer}/{name}"), /no \{yaer\}, the nearest is \{year\}/);
 * ```
 */
export function parseLayout(text: string): Layout {
  const templates = text
    .replace(/\.\{ext\}$/, "")
    .split("/")
    .map((segment) => parseTemplate(text, segment));
  const file = templates.pop()!;
  if (templates.length === 0) throw wrong(text, "expected a folder and a name, such as {person}/{name}");
  if (hasVariable(file, "person")) throw wrong(text, "{person} can only be part of a folder");
  if (!file.some((part) => "variable" in part))
    throw wrong(text, "expected {name} or another variable at its end");
  if (templates.filter((template) => hasVariable(template, "person")).length > 1) {
    throw wrong(text, "{person} can stand in it once");
  }
  return new Layout(text, templates, file);
}

function parseTemplate(layout: string, segment: string): Template {
  const parts = [...segment.matchAll(/\{([^{}]*)\}|[^{}]+|[{}]/g)].map(([part, variable]): Part => {
    if (variable !== undefined) return { variable: checkVariable(layout, variable) };
    if (part === "{" || part === "}") throw wrong(layout, `there is a ${part} without its other half`);
    return { text: part };
  });
  const sample = parts.map((part) => ("text" in part ? part.text : "x")).join("");
  if (sample !== safeName(sample) || sample === "") {
    throw wrong(layout, `not every file system takes "${segment}" as a name`);
  }
  return parts;
}

function checkVariable(layout: string, name: string): LayoutVariable {
  if (Object.hasOwn(LAYOUT_VARIABLES, name)) return name as LayoutVariable;
  const known = Object.keys(LAYOUT_VARIABLES);
  const nearest = nearestWord(name, known);
  const hint = nearest === undefined ? `expected one of ${known.join(", ")}` : `the nearest is {${nearest}}`;
  throw wrong(layout, `there is no {${name}}, ${hint}`);
}

function wrong(layout: string, reason: string): Error {
  return usageError("--layout", layout, reason);
}

function hasVariable(template: Template, name: LayoutVariable): boolean {
  return template.some((part) => "variable" in part && part.variable === name);
}

function fill(template: Template, values: LayoutValues): string {
  return template
    .map((part) => ("text" in part ? part.text : (values[part.variable] ?? INSTEAD[part.variable] ?? "")))
    .join("");
}

/** What stands for values that nobody knows. */
const INSTEAD: { readonly [name in LayoutVariable]?: string } = {
  year: UNDATED,
  month: UNDATED,
  day: UNDATED,
  date: UNDATED,
  camera: NO_CAMERA,
};

/** Values of the variables that the date and the camera of a photo give. */
export function photoValues(photo: Pick<Photo, "takenAt" | "camera"> | undefined) {
  const [date, year, month, day] =
    /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)/.exec(photo?.takenAt ?? "") ?? [];
  const isDate = year !== undefined && year !== "0000";
  return isDate
    ? { date, year, month, day, camera: photo?.camera }
    : { date: undefined, year: undefined, month: undefined, day: undefined, camera: photo?.camera };
}
