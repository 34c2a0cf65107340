/**
 * JSON bodies.
 * @module
 */
import { FacepipeError } from "../../core/mod.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** `[` and `{`, `]` and `}`. */
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * The object that a body says, by its fields; without a body, none.
 *
 * @param depth Levels of lists and objects that are taken; deeper ones would exhaust the stack of whoever
 * walks through them.
 * @throws FacepipeError MALFORMED_JSON.
 */
export function parseJsonBody(body: Uint8Array, depth: number): Map<string, unknown> {
  if (body.length === 0) return new Map();
  if (depthOf(body, depth) > depth) throw malformed(`it is nested deeper than ${depth} levels`);
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(body));
  } catch (cause) {
    throw malformed("it is no JSON in UTF-8", cause);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw malformed("expected an object");
  return new Map(Object.entries(value));
}

/** Levels of a JSON text, counted no further than beyond the limit. */
function depthOf(body: Uint8Array, limit: number): number {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i]!;
    if (inText) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (OPENING.has(byte)) {
      if (++depth > limit) return depth;
    } else if (CLOSING.has(byte)) depth--;
  }
  return 0;
}

function malformed(reason: string, cause?: unknown): FacepipeError {
  return new FacepipeError("MALFORMED_JSON", `Cannot read the body: ${reason}`, { cause });
}
