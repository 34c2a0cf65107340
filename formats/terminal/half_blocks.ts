/**
 * Pictures as half blocks: each cell shows two pixels, one above the other, in 24-bit colours.
 * @module
 */
import type { RgbImage } from "../../core/mod.ts";

/** The lines of a picture: one for two rows of pixels. A last single row stands over nothing. */
export function halfBlocks({ data, width, height }: RgbImage): string[] {
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = "";
    for (let x = 0; x < width; x++) {
      const below = y + 1 < height ? `;48;2;${colour(data, (y + 1) * width + x)}` : "";
      line += `\u001b[38;2;${colour(data, y * width + x)}${below}m▀`;
    }
    lines.push(`${line}\u001b[0m`);
  }
  return lines;
}

function colour(data: Uint8Array, pixel: number): string {
  return `${data[3 * pixel]};${data[3 * pixel + 1]};${data[3 * pixel + 2]}`;
}
