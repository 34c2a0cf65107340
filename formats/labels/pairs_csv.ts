/**
 * Labelled pairs of photos.
 * @module
 */
import { csvRows } from "./csv_rows.ts";
import { labelError, readLabelFile } from "./label_file.ts";

/** Two photos, and whether they show one person. */
export interface LabelledPair {
  readonly left: string;
  readonly right: string;
  readonly same: boolean;
}

const TRUE = ["1", "true", "yes", "same"];
const FALSE = ["0", "false", "no", "different"];

/**
 * Reads a table with the columns left, right and same: two paths, then 1 or 0 (or true and false,
 * yes and no, same and different, in any case).
 *
 * @throws {FacepipeError} exit 2 where the file cannot be read, exit 4 naming the line where it
 * does not follow the format.
 */
export async function readPairs(file: string): Promise<LabelledPair[]> {
  const rows = await csvRows(file, await readLabelFile(file), ["left", "right", "same"]);
  return rows.map(({ line, values }) => {
    const [left, right] = [values.get("left")!, values.get("right")!];
    const same = values.get("same")!.trim().toLowerCase();
    if (left === "" || right === "") throw labelError(file, `line ${line}`, "a path is empty");
    if (!TRUE.includes(same) && !FALSE.includes(same)) {
      throw labelError(file, `line ${line}`, `expected 1 or 0 in column same, got ${values.get("same")}`);
    }
    return { left, right, same: TRUE.includes(same) };
  });
}
