/**
 * Constraints as a table.
 * @module
 */
import { type Constraint, constraintRule } from "../../core/mod.ts";
import { csvRows } from "../labels/csv_rows.ts";
import { constraintError } from "./constraint_error.ts";

/**
 * The constraints of a table with the columns type, face and other. Other is the second face, or
 * the name, or empty.
 *
 * @throws {FacepipeError} exit 2 naming the line that does not follow the format.
 */
export async function constraintsOfCsv(file: string, text: string): Promise<Constraint[]> {
  const rows = await csvRows(file, text, ["type", "face", "other"], constraintError);
  return rows.map(({ line, values }) => {
    const [type, face, other] = ["type", "face", "other"].map((column) => values.get(column)!.trim());
    const faces = type === "name" || other === "" ? [face!] : [face!, other!];
    const rule = constraintRule(type, faces, other);
    if (typeof rule === "string") throw constraintError(file, `line ${line}`, rule);
    return { ...rule, at: { file, line } };
  });
}
