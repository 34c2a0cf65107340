/**
 * Known people in a file of named faces.
 * @module
 */
import { createReadStream } from "node:fs";
import { EXIT, FacepipeError, type KnownPeople, knownPeople, reasonOf } from "../core/mod.ts";
import { readRecords } from "./record_stream.ts";

/**
 * Reads known people from records in either format: from each face with `person` and `embedding`.
 *
 * @throws {FacepipeError} exit 2 where the file cannot be read, is damaged, or names nobody.
 */
export async function readKnownPeople(file: string): Promise<KnownPeople> {
  try {
    return await knownPeople(readRecords(createReadStream(file)));
  } catch (thrown) {
    const isOurs = thrown instanceof FacepipeError;
    const reason = isOurs ? thrown.message.replace(/^Cannot read records: /, "") : reasonOf(thrown);
    throw new FacepipeError("BAD_PARAM", `Cannot use known people ${file}: ${reason}`, {
      exit: EXIT.usage,
      param: "known",
      value: file,
      cause: thrown,
    });
  }
}
