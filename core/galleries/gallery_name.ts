/**
 * Names of galleries.
 * @module
 */
import { FacepipeError } from "../errors.ts";

/** Names as the REST interface has them; nothing in them means anything to file systems or addresses. */
const NAME = /^[a-zA-Z0-9_-]{1,48}$/;

/** @throws FacepipeError BAD_PARAM (`gallery`) for a name that galleries cannot have. */
export function checkGalleryName(name: unknown): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  const shown = String(name).slice(0, 60);
  throw new FacepipeError(
    "BAD_PARAM",
    `Cannot use gallery name ${shown === "" ? '""' : shown}: expected 1 to 48 letters, digits, _ and -`,
    { param: "gallery", value: name },
  );
}
