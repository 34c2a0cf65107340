/**
 * From what was given for options, as text or JSON, to checked values.
 * @module
 */
import { usageError } from "../core/mod.ts";
import type { Option } from "./option.ts";
import { toBoolean } from "./settings.ts";

/**
 * The value of an option.
 *
 * @param name Its name, without dashes.
 * @param given What was said, the last word last; undefined where nothing was.
 * @throws FacepipeError (exit 2) naming the option and what it expects.
 */
export function optionValue(name: string, option: Option, given: unknown): unknown {
  const flag = `--${name}`;
  if (option.type === "boolean") return booleanValue(flag, option, lastOf(given));
  if (given === undefined) return option.default ?? (option.type === "strings" ? [] : undefined);
  if (option.type === "strings") {
    const all = (Array.isArray(given) ? given : [given]).map(String);
    return (option.commas ? all.flatMap((text) => text.split(",")) : all).filter((text) => text !== "");
  }
  const text = String(lastOf(given));
  if (option.choices && !option.choices.includes(text)) {
    throw usageError(flag, text, `expected one of ${option.choices.join(", ")}`);
  }
  if (option.type !== "number" || option.words?.includes(text)) return text;
  return numberValue(flag, option, text);
}

function lastOf(given: unknown): unknown {
  return Array.isArray(given) ? given.at(-1) : given;
}

function booleanValue(flag: string, option: Option, given: unknown): unknown {
  if (given === undefined) return option.default ?? false;
  return typeof given === "boolean" ? given : toBoolean(flag, String(given));
}

function numberValue(flag: string, option: Option, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = option;
  const fits =
    value >= min && value <= max && Number.isFinite(value) && (!integer || Number.isInteger(value));
  if (!fits) throw usageError(flag, text, `expected ${rangeWords(option)}`);
  return value;
}

function rangeWords(option: Option): string {
  return [numberWords(option), ...(option.words ?? [])].join(", or ");
}

function numberWords({ min, max, integer }: Option): string {
  const kind = integer ? "a whole number" : "a number";
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind} of at least ${min}`;
  return max === undefined ? kind : `${kind} of at most ${max}`;
}
