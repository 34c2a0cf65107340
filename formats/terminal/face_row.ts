/**
 * Faces side by side in a terminal.
 * @module
 */
import type { RgbImage } from "../../core/mod.ts";
import { itermPicture, kittyPicture } from "./graphics.ts";
import { halfBlocks } from "./half_blocks.ts";
import type { Protocol } from "./protocols.ts";
import { sixelPicture } from "./sixel.ts";

/** A cell is about twice as high as it is wide, and has so many pixels where pictures are shown. */
const CELL = { width: 10, height: 20 } as const;

/** Cells of a face: a square on the screen. */
export function faceCells(rows: number): { readonly columns: number; readonly rows: number } {
  return { columns: 2 * rows, rows };
}

/** Side in pixels that a face has to have for {@linkcode faceRow}. */
export function faceSide(protocol: Protocol, rows: number): number {
  return protocol === "blocks" ? 2 * rows : rows * CELL.height;
}

/** How many faces stand in a line of the terminal, one column apart. */
export function facesInLine(width: number, rows: number): number {
  return Math.max(1, Math.floor((width + 1) / (faceCells(rows).columns + 1)));
}

/**
 * Faces as what the terminal shows in a row, with the line break after it.
 *
 * @param faces Squares with sides of {@linkcode faceSide}.
 * @param rows Height in lines.
 */
export async function faceRow(faces: readonly RgbImage[], protocol: Protocol, rows: number): Promise<string> {
  if (protocol === "blocks") return sideBySide(faces.map(halfBlocks));
  const strip = stripOf(faces);
  if (protocol === "sixel") return sixelPicture(strip);
  const { default: sharp } = await import("sharp");
  const { data, width, height } = strip;
  const png = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  const cells = { columns: faces.length * (faceCells(rows).columns + 1) - 1, rows };
  return protocol === "kitty" ? kittyPicture(png, cells) : itermPicture(png, cells);
}

function sideBySide(faces: readonly string[][]): string {
  const lines = faces[0]?.map((_, line) => faces.map((face) => face[line]).join(" ")) ?? [];
  return lines.map((line) => `${line}\n`).join("");
}

/** One picture of all, a cell apart. */
function stripOf(faces: readonly RgbImage[]): RgbImage {
  const side = faces[0]!.height;
  const step = side + CELL.width;
  const width = faces.length * step - CELL.width;
  const data = new Uint8Array(3 * width * side);
  for (const [place, face] of faces.entries()) {
    for (let y = 0; y < side; y++) {
      data.set(face.data.subarray(3 * y * side, 3 * (y + 1) * side), 3 * (y * width + place * step));
    }
  }
  return { width, height: side, data };
}
