/**
 * Tells a JSON object that was cut short from text that is no JSON.
 * @module
 */

/** True where the text starts as a JSON object and ends before that object does. */
export function isCutOff(text: string): boolean {
  if (!text.trimStart().startsWith("{")) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString && char === "\\") at++;
    else if (char === '"') inString = !inString;
    else if (!inString && (char === "{" || char === "[")) depth++;
    else if (!inString && (char === "}" || char === "]")) depth--;
  }
  return inString || depth > 0;
}
