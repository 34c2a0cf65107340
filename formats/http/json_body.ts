/**
 * JSON bodies.
 * @module
 */
import { FacepipeError, readJson, reasonOf } from "../../core/mod.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The object that a body says, by its fields; without a body, none.
 *
 * @param depth Levels of lists and objects that are taken.
 * @throws FacepipeError MALFORMED_JSON.
 */
export function parseJsonBody(body: Uint8Array, depth: number): Map<string, unknown> {
  if (body.length === 0) return new Map();
  const value = read(body, depth);
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw malformed("expected an object");
  return new Map(Object.entries(value));
}

function read(body: Uint8Array, depth: number): unknown {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch (cause) {
    throw malformed("it is no UTF-8", cause);
  }
  try {
    return readJson(text, depth);
  } catch (cause) {
    throw malformed(reasonOf(cause), cause);
  }
}

function malformed(reason: string, cause?: unknown): FacepipeError {
  return new FacepipeError("MALFORMED_JSON", `Cannot read the body: ${reason}`, { cause });
}
