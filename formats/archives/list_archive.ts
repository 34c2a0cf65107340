/**
 * Lists the photos in an archive as a folder's are.
 * @module
 */
import { cannotList, type Listed } from "../listed.ts";
import { memberPath } from "./member_path.ts";
import { isZip } from "./zip_file.ts";
import { zipIndex } from "./zip_index.ts";

/**
 * The wanted members of an archive by name; the file itself where it is none but for its name.
 *
 * @param wanted Told the name of each member, with slashes.
 */
export async function* listArchive(path: string, wanted: (name: string) => boolean): AsyncIterable<Listed> {
  try {
    if (!(await isZip(path))) return yield { path };
    for (const { name, size, modified } of (await zipIndex(path)).values()) {
      if (wanted(name)) yield { path: memberPath(path, name), member: { size, modified } };
    }
  } catch (thrown) {
    yield cannotList(path, thrown);
  }
}
