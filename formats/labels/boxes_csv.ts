/**
 * Labelled boxes as a table.
 * @module
 */
import type { Box, LabelledBox } from "../../core/mod.ts";
import { type CsvRow, csvRows } from "./csv_rows.ts";
import { labelError } from "./label_file.ts";

const EDGES = ["x1", "y1", "x2", "y2"];

/**
 * The boxes of each path in a table with the columns path, x1, y1, x2, y2: left, top, right and
 * bottom edge in pixels of the upright photo. A line with four empty edges stands for a photo
 * without faces. A further column `ignore` may hold 1 for boxes that are not to count.
 *
 * @throws {FacepipeError} exit 4 naming the line where it does not follow the format.
 */
export async function readBoxesCsv(file: string, text: string): Promise<Map<string, LabelledBox[]>> {
  const photos = new Map<string, LabelledBox[]>();
  for (const row of await csvRows(file, text, ["path", ...EDGES])) {
    const path = row.values.get("path")!;
    if (path === "") throw labelError(file, `line ${row.line}`, "the path is empty");
    const boxes = photos.get(path) ?? [];
    photos.set(path, boxes);
    const bbox = boxOf(file, row);
    if (bbox) boxes.push({ bbox, ignore: row.values.get("ignore")?.trim() === "1" });
  }
  return photos;
}

/** The box of a line, if it has one. */
function boxOf(file: string, { line, values }: CsvRow): Box | undefined {
  const texts = EDGES.map((edge) => values.get(edge)!.trim());
  if (texts.every((text) => text === "")) return undefined;
  for (const [i, text] of texts.entries()) {
    if (text === "" || !Number.isFinite(Number(text))) {
      throw labelError(
        file,
        `line ${line}`,
        `expected a number in column ${EDGES[i]}, got ${text || "nothing"}`,
      );
    }
  }
  const [x1, y1, x2, y2] = texts.map(Number) as Box;
  if (x2 <= x1 || y2 <= y1) {
    throw labelError(file, `line ${line}`, "expected x1 below x2 and y1 below y2");
  }
  return [x1, y1, x2, y2];
}
