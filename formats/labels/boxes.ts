/**
 * Faces that somebody marked in photos.
 * @module
 */
import type { LabelledBox } from "../../core/mod.ts";
import { readBoxesCsv } from "./boxes_csv.ts";
import { readImglab } from "./imglab.ts";
import { readLabelFile } from "./label_file.ts";

/**
 * Reads labelled boxes: an XML file of dlib's imglab, or CSV with the columns path, x1, y1, x2, y2.
 * What it is shows in its first character.
 *
 * @returns The boxes of each path, as the file gives it; empty for a photo without faces.
 * @throws {FacepipeError} exit 2 where the file cannot be read, exit 4 naming the place where it
 * does not follow its format.
 */
export async function readBoxes(file: string): Promise<Map<string, LabelledBox[]>> {
  const text = await readLabelFile(file);
  return text.trimStart().startsWith("<") ? readImglab(file, text) : readBoxesCsv(file, text);
}
