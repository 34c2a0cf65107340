/**
 * Parameters of HTTP routes as data: declared once beside the route, they read what a caller sends
 * and describe themselves in the API's documentation.
 *
 * A value comes as JSON has it, as text from a query or a form (there, what is no text is JSON), or as
 * an uploaded file.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { readJson } from "./json_text.ts";

/** A part of a JSON schema, as OpenAPI has it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** A file that was uploaded. */
export class UploadedFile {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Errors that show values show no photos, and do not spend seconds on writing them as text. */
  toJSON(): string {
    return "a file";
  }
}

/** One parameter. */
export interface Param<T> {
  readonly describe: string;
  readonly schema: JsonSchema;
  /** True where it has to be given. */
  readonly required?: boolean;
  /**
   * Reads a value.
   *
   * @param value As it was given; undefined where it was not.
   * @throws FacepipeError BAD_PARAM with the name and the value.
   */
  read(value: unknown, name: string): T;
}

/** Parameters by name. */
// biome-ignore lint/suspicious/noExplicitAny: each parameter has a type of its own
export type Params = { readonly [name: string]: Param<any> };

/** The values of parameters. */
export type ValuesOf<P extends Params> = {
  readonly [N in keyof P]: P[N] extends Param<infer T> ? T : never;
};

/** Values as they were given, by name. */
export type Given = ReadonlyMap<string, unknown>;

const SHOWN = 100;

/** A parameter has a value that is not allowed. */
export function badParam(param: string, value: unknown, expected: string): FacepipeError {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const isShown = value !== undefined && !(value instanceof UploadedFile);
  const shown = isShown ? text.slice(0, SHOWN).toWellFormed() : undefined;
  const after = shown === undefined || shown === "" ? "" : ` ${shown}`;
  return new FacepipeError("BAD_PARAM", `Cannot use ${param}${after}: ${expected}`, {
    param,
    ...(shown !== undefined && { value: shown }),
  });
}

/** Reads all parameters. @throws FacepipeError BAD_PARAM for the first that is wrong. */
export function readParams<P extends Params>(params: P, given: Given): ValuesOf<P> {
  const values: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(params)) values[name] = param.read(given.get(name), name);
  return values as ValuesOf<P>;
}

/** @throws FacepipeError BAD_PARAM for the first parameter that nobody declared. */
export function refuseOthers(params: Params, given: Given): void {
  for (const name of given.keys()) {
    if (!Object.hasOwn(params, name))
      throw badParam(name.slice(0, SHOWN).toWellFormed(), undefined, "there is no such parameter");
  }
}

/** The same parameter, which has to be given. */
export function required<T>(param: Param<T | undefined>): Param<T> {
  return {
    ...param,
    required: true,
    read(value, name) {
      const read = isAbsent(value) ? undefined : param.read(value, name);
      if (read === undefined) throw badParam(name, undefined, "it is missing");
      return read;
    },
  };
}

/** The same parameter, with a value where none is given. */
export function withDefault<T>(param: Param<T | undefined>, fallback: T): Param<T> {
  return {
    ...param,
    schema: { ...param.schema, default: fallback },
    read: (value, name) => param.read(value, name) ?? fallback,
  };
}

/** True where a value was not given. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** An optional parameter, by how a value is read that was given. */
export function param<T>(
  describe: string,
  schema: JsonSchema,
  read: (value: unknown, name: string) => T,
): Param<T | undefined> {
  return {
    describe,
    schema,
    read: (value, name) => (isAbsent(value) ? undefined : read(value, name)),
  };
}

/** What is no text in JSON, but came as text in a query or form. @throws FacepipeError BAD_PARAM. */
export function fromText(value: unknown, name: string, expected: string): unknown {
  if (typeof value !== "string") return value;
  try {
    return readJson(value);
  } catch {
    throw badParam(name, value, expected);
  }
}
