/**
 * Pictures as the control sequences of kitty and of iTerm2.
 * @module
 */

/** kitty takes no more base64 at once. */
const KITTY_CHUNK = 4096;

/** How much room a picture takes, in cells of the terminal. */
export interface Cells {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A PNG for terminals with kitty's graphics protocol: transmitted and shown at once, in chunks of
 * 4096 characters; the terminal is asked not to answer (`q=2`).
 *
 * Source: https://sw.kovidgoyal.net/kitty/graphics-protocol/
 */
export function kittyPicture(png: Uint8Array, { columns, rows }: Cells): string {
  const data = Buffer.from(png).toString("base64");
  const chunks: string[] = [];
  for (let start = 0; start < data.length; start += KITTY_CHUNK) {
    const isLast = start + KITTY_CHUNK >= data.length;
    const keys = start === 0 ? `a=T,f=100,c=${columns},r=${rows},q=2,` : "";
    chunks.push(`\u001b_G${keys}m=${isLast ? 0 : 1};${data.slice(start, start + KITTY_CHUNK)}\u001b\\`);
  }
  return `${chunks.join("")}\n`;
}

/**
 * A PNG as an inline image of iTerm2.
 *
 * Source: https://iterm2.com/documentation-images.html
 */
export function itermPicture(png: Uint8Array, { columns, rows }: Cells): string {
  const keys = `inline=1;size=${png.length};width=${columns};height=${rows};preserveAspectRatio=1`;
  return `\u001b]1337;File=${keys}:${Buffer.from(png).toString("base64")}\u0007\n`;
}
