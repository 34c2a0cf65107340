/**
 * Lists of paths made by other programs.
 * @module
 */
import { createReadStream } from "node:fs";
import { reasonOf, usageError } from "../core/mod.ts";

/** No path is longer than this; a list without separators is no list. */
const MAX_PATH_BYTES = 1 << 20;

/**
 * The paths in a list, one a line, or ended by NUL characters. Empty ones are skipped.
 *
 * @param source File with the list, or `-` for `stdin`.
 * @param nul True where NUL characters end the paths, so that they may hold newlines.
 * @throws FacepipeError (exit 2) where the list cannot be read.
 */
export async function* readPathList(
  source: string,
  nul: boolean,
  stdin: AsyncIterable<Uint8Array>,
): AsyncIterable<string> {
  const separator = nul ? "\0" : "\n";
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of source === "-" ? stdin : createReadStream(source)) {
      const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split(separator);
      rest = parts.pop() ?? "";
      if (rest.length > MAX_PATH_BYTES) throw new Error(`it has a path of over ${MAX_PATH_BYTES} bytes`);
      yield* parts.map((part) => pathOf(part, nul)).filter((path) => path !== "");
    }
  } catch (error) {
    throw usageError("--files-from", source, reasonOf(error));
  }
  const last = pathOf(rest + decoder.decode(), nul);
  if (last !== "") yield last;
}

function pathOf(part: string, nul: boolean): string {
  return nul ? part : part.replace(/\r$/, "");
}
