/**
 * Small text files beside photos, which somebody else may have made.
 * @module
 */
import { FacepipeError, reasonOf } from "../../core/mod.ts";
import { ifPresent } from "../place/file_errors.ts";
import { openRegular } from "../place/read_file.ts";
import { MAX_BYTES } from "./packets.ts";

/**
 * The bytes of a file; undefined where there is none.
 *
 * @throws FacepipeError EXTRACTION_ERROR where it cannot be read, OVER_CAPACITY where it is larger
 * than 16 MB. The messages say only why.
 */
export async function readSmallFile(path: string): Promise<Uint8Array | undefined> {
  try {
    const file = await ifPresent(openRegular(path));
    if (file === undefined) return undefined;
    const { handle, stat } = file;
    try {
      if (stat.size > MAX_BYTES) {
        throw new FacepipeError(
          "OVER_CAPACITY",
          `it has ${stat.size} bytes, more than the limit of ${MAX_BYTES}`,
        );
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (thrown instanceof FacepipeError && thrown.code === "OVER_CAPACITY") throw thrown;
    const reason = thrown instanceof FacepipeError ? "it is not a regular file" : reasonOf(thrown);
    throw new FacepipeError("EXTRACTION_ERROR", reason, { cause: thrown });
  }
}
