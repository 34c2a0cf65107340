/**
 * JSON of callers, in bodies and parameters: neither so deep that it exhausts the stack of whoever walks
 * through it, nor of so many values that it keeps the process busy for seconds.
 * @module
 */

/** Levels of lists and objects. */
const LEVELS = 32;

const MAX_VALUES = 100_000;

/**
 * Reads JSON.
 *
 * @param levels Levels of lists and objects that are taken.
 * @throws Error with what is wrong.
 */
export function readJson(text: string, levels = LEVELS): unknown {
  checkShape(text, levels);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error("it is no JSON", { cause });
  }
}

function checkShape(text: string, levels: number): void {
  let depth = 0;
  let commas = 0;
  let inQuotes = false;
  for (let i = 0; i < text.length; i++) {
    const mark = text[i]!;
    if (inQuotes) {
      if (mark === "\\") i++;
      else if (mark === '"') inQuotes = false;
    } else if (mark === '"') inQuotes = true;
    else if (mark === "," && ++commas >= MAX_VALUES) throw new Error(`it has more than ${MAX_VALUES} values`);
    else if (mark === "]" || mark === "}") depth--;
    else if ((mark === "[" || mark === "{") && ++depth > levels)
      throw new Error(`it is nested deeper than ${levels} levels`);
  }
}
