/**
 * Boxes around faces, as the REST interface has them: in several forms in, in one form out. Pixels of the
 * upright photo; whole numbers, since programs written for the interface expect them.
 * @module
 */
import type { Box } from "../fields.ts";
import { numberOf } from "../http/param_kinds.ts";
import { badParam, fromText, type JsonSchema, type Param, param } from "../http/params.ts";

/** A box as it goes out. */
export interface RestBox {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const CORNERS = ["x1", "y1", "x2", "y2"] as const;

const EXPECTED = "expected x1,y1,x2,y2 with x1 < x2 and y1 < y2";

/** Schema of a box as it goes out. */
export const BOX_FIELDS: Record<string, JsonSchema> = Object.fromEntries(
  CORNERS.map((corner) => [corner, { type: "integer" }]),
);

/** A box as it goes out. */
export function restBox(box: Box): RestBox {
  const [x1, y1, x2, y2] = box.map(Math.round) as [number, number, number, number];
  return { x1, y1, x2, y2 };
}

/** A box as the key of an object. */
export function boxKey(box: Box): string {
  return `[${box.map(Math.round).join(", ")}]`;
}

/** A box: `x1,y1,x2,y2`, a list of four numbers, or an object of them. */
export function box(describe: string): Param<Box | undefined> {
  const schema = { type: "array", items: { type: "number" }, minItems: 4, maxItems: 4 };
  return param(`${describe}: x1,y1,x2,y2 in pixels of the upright photo`, schema, readBox);
}

/** The box of four parameters of their own; all of them or none. */
export function boxOfCorners(values: { readonly [C in (typeof CORNERS)[number]]: number | undefined }) {
  const corners = CORNERS.map((corner) => values[corner]);
  const missing = CORNERS.find((corner) => values[corner] === undefined);
  if (corners.every((value) => value === undefined)) return undefined;
  if (missing !== undefined) throw badParam(missing, undefined, EXPECTED);
  return checked(corners as number[], "x1", corners);
}

function readBox(value: unknown, name: string): Box {
  const isList = typeof value === "string" && !/^\s*[[{]/.test(value);
  const read = isList ? value.split(",").map((part) => part.trim()) : fromText(value, name, EXPECTED);
  if (Array.isArray(read)) return checked(read.map(numberOf), name, value);
  if (read === null || typeof read !== "object") throw badParam(name, value, EXPECTED);
  return checked(
    CORNERS.map((corner) => numberOf((read as Record<string, unknown>)[corner])),
    name,
    value,
  );
}

function checked(numbers: readonly (number | undefined)[], name: string, value: unknown): Box {
  const [x1, y1, x2, y2] = numbers;
  const isBox = numbers.length === 4 && numbers.every((number) => number !== undefined);
  if (!isBox || !(x1! < x2! && y1! < y2!)) throw badParam(name, value, EXPECTED);
  return [x1!, y1!, x2!, y2!];
}
