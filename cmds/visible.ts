/**
 * Makes text harmless for a terminal.
 * @module
 */

/**
 * Control characters, as file names and names may hold them, made visible, so that they cannot drive
 * the terminal; those that turn the reading direction too, so that nothing looks like something else.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (c) => {
    const code = c.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });
}
