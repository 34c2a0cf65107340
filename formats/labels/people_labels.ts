/**
 * Who is in which photo.
 * @module
 */
import { basename, dirname } from "node:path";
import { csvRows } from "./csv_rows.ts";
import { labelError, readLabelFile } from "./label_file.ts";

/**
 * Reads a table with the columns path and person.
 *
 * @returns The person of each path.
 * @throws {FacepipeError} exit 2 where the file cannot be read, exit 4 naming the line where it
 * does not follow the format or gives a photo two people.
 */
export async function readPeople(file: string): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  for (const { line, values } of await csvRows(file, await readLabelFile(file), ["path", "person"])) {
    const [path, person] = [values.get("path")!, values.get("person")!];
    if (path === "" || person === "") throw labelError(file, `line ${line}`, "a path or a person is empty");
    const before = people.get(path);
    if (before !== undefined && before !== person) {
      throw labelError(file, `line ${line}`, `photo ${path} shows ${person}, but ${before} before`);
    }
    people.set(path, person);
  }
  return people;
}

/** The name of the folder that a photo lies in; undefined where its path names none. */
export function parentFolder(path: string): string | undefined {
  const name = basename(dirname(path));
  return name === "" || name === "." || name === ".." ? undefined : name;
}
