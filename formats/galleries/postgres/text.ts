/**
 * Text as Postgres can keep it. It takes no null character; order and equality stay as they were.
 * @module
 */

/** Most bytes of an entry of an index are 2,704: of long text, the index holds only the beginning. */
const INDEXED_CHARACTERS = 256;

/** Text for a parameter: U+0000 becomes U+0001 U+0001, and U+0001 becomes U+0001 U+0002. */
export function toText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.replace(/[\0\u0001]/g, (character) => (character === "\0" ? "\u0001\u0001" : "\u0001\u0002"));
}

/** The text behind {@linkcode toText}. */
export function fromText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.replace(/\u0001([\u0001\u0002])/g, (_, second) => (second === "\u0001" ? "\0" : "\u0001"));
}

/** What the index of terms holds of a text; SQL's `left(text, 256)`. */
export function headOf(text: string): string {
  if (text.length <= INDEXED_CHARACTERS) return text;
  return [...text.slice(0, 2 * INDEXED_CHARACTERS)].slice(0, INDEXED_CHARACTERS).join("");
}
