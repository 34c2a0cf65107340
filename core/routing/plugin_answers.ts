/**
 * What plugins give back, checked: it comes from outside like everything else.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { checkDepth, describe, type Mismatch } from "../field_checks.ts";
import type { Json } from "../fields.ts";
import type { PluginFeature } from "./plugin.ts";

const FEATURES: ReadonlySet<unknown> = new Set<PluginFeature>(["facen", "age", "gender", "emotions"]);

/** Longest JSON text that a plugin may give for one event. */
const MAX_TEXT = 2 ** 20;

/** What `preprocess` gave. @throws FacepipeError BAD_PARAM for anything but a list of features. */
export function checkFeatures(answer: unknown): PluginFeature[] {
  if (!Array.isArray(answer)) throw nonsense("preprocess", `a list of features, found ${describe(answer)}`);
  // Unlike others, this method visits the gaps of a list too.
  const wrong = answer.findIndex((feature) => !FEATURES.has(feature));
  if (wrong < 0) return answer;
  throw nonsense("preprocess", `some of ${[...FEATURES].join(", ")}, found ${describe(answer[wrong])}`);
}

/**
 * What `process` gave, as JSON text for the way between threads; undefined for nothing. Ids become
 * decimal strings.
 *
 * @throws FacepipeError BAD_PARAM for what is no JSON.
 */
export function resultText(answer: unknown): string | undefined {
  if (answer === undefined) return undefined;
  let text: string | undefined;
  try {
    text = JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? String(value) : value));
  } catch (cause) {
    throw nonsense("process", `JSON, found ${describe(answer)} that cannot be written as such`, cause);
  }
  if (text === undefined) throw nonsense("process", `JSON, found a ${typeof answer}`);
  if (text.length > MAX_TEXT) throw nonsense("process", "at most 1 MiB of JSON");
  return text;
}

/** The value of a {@linkcode resultText}. @throws FacepipeError BAD_PARAM where it is nested too deeply for a record. */
export function readResult(text: unknown): Json | undefined {
  if (text === undefined) return undefined;
  const value: Json = JSON.parse(String(text));
  try {
    // As it will stand in the record: under the name of the plugin.
    checkDepth({ plugin: value });
  } catch (thrown) {
    throw nonsense("process", `JSON, found it ${(thrown as Mismatch).message}`, thrown);
  }
  return value;
}

function nonsense(method: string, expected: string, cause?: unknown): FacepipeError {
  return new FacepipeError("BAD_PARAM", `${method} has to give ${expected}`, { param: method, cause });
}
