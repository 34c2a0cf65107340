/**
 * Pictures as sixels: bands of six rows, one pass for each colour.
 * @module
 */
import type { RgbImage } from "../../core/mod.ts";

/** Levels of each channel: 6 · 6 · 6 colours fit the 256 registers that terminals have. */
const LEVELS = 6;

/** Ordered dithering (Bayer, 4 × 4), so that skin does not turn into steps. */
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** Rows of a band. */
const BAND = 6;

/**
 * A picture for terminals with sixel graphics, in a fixed palette.
 *
 * Source: DEC, VT330/VT340 Programmer Reference Manual, volume 2, chapter 14.
 */
export function sixelPicture(image: RgbImage): string {
  const colours = coloursOf(image);
  const used = [...new Set(colours)].sort((a, b) => a - b);
  const palette = used.map((colour) => `#${colour};2;${percents(colour).join(";")}`).join("");
  const bands: string[] = [];
  for (let top = 0; top < image.height; top += BAND) bands.push(bandOf(colours, image, top));
  return `\u001bPq"1;1;${image.width};${image.height}${palette}${bands.join("-")}\u001b\\\n`;
}

/** The colour of each pixel, by its number in the palette. */
function coloursOf({ data, width, height }: RgbImage): Uint8Array {
  const colours = new Uint8Array(width * height);
  for (let pixel = 0; pixel < colours.length; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const shift = (BAYER[(y % 4) * 4 + (x % 4)]! + 0.5) / 16 - 0.5;
    for (let channel = 0; channel < 3; channel++) {
      const level = Math.round((data[3 * pixel + channel]! / 255) * (LEVELS - 1) + shift);
      colours[pixel] = colours[pixel]! * LEVELS + Math.min(LEVELS - 1, Math.max(0, level));
    }
  }
  return colours;
}

function percents(colour: number): number[] {
  const levels = [Math.floor(colour / LEVELS ** 2), Math.floor(colour / LEVELS) % LEVELS, colour % LEVELS];
  return levels.map((level) => (100 * level) / (LEVELS - 1));
}

/** One band: for each of its colours the pixels that have it. */
function bandOf(colours: Uint8Array, { width, height }: RgbImage, top: number): string {
  const passes = new Map<number, Uint8Array>();
  for (let y = top; y < Math.min(height, top + BAND); y++) {
    for (let x = 0; x < width; x++) {
      const colour = colours[y * width + x]!;
      const bits = passes.get(colour) ?? new Uint8Array(width);
      bits[x]! |= 1 << (y - top);
      passes.set(colour, bits);
    }
  }
  return [...passes].map(([colour, bits]) => `#${colour}${runs(bits)}`).join("$");
}

/** Run-length encoding, where it is shorter. */
function runs(bits: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bits.length; ) {
    let end = start + 1;
    while (end < bits.length && bits[end] === bits[start]) end++;
    const sixel = String.fromCharCode(63 + bits[start]!);
    text += end - start > 3 ? `!${end - start}${sixel}` : sixel.repeat(end - start);
    start = end;
  }
  return text;
}
