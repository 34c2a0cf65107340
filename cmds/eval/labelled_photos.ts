/**
 * Brings photos as labels name them together with photos as records name them.
 * @module
 */
import { dirname, resolve } from "node:path";
import {
  counted,
  EXIT,
  FacepipeError,
  type FacesByPhoto,
  type PhotoFaces,
  usageError,
} from "../../core/mod.ts";
import type { Context } from "../command.ts";
import type { EvalArgs } from "./eval_options.ts";

/** The file of an option that must be given. */
export function requiredFile(option: string, value: string | undefined): string {
  if (value === undefined) throw usageError(option, undefined, "it is missing, see --help");
  return value;
}

/** Makes paths of a label file absolute. */
export function pathResolver({ images }: EvalArgs, labels: string): (path: string) => string {
  const root = images ?? dirname(labels);
  return (path) => resolve(root, path);
}

/**
 * The photos of `paths` (absolute) that were found, by these paths. Missing ones are counted in a
 * note.
 *
 * @throws {FacepipeError} SOURCE_NOT_FOUND where none was found: the folder must be wrong.
 */
export function matchPhotos(
  paths: Iterable<string>,
  { photos }: FacesByPhoto,
  context: Context,
): Map<string, PhotoFaces> {
  const found = new Map([...photos].map(([path, entry]) => [resolve(path), entry]));
  const wanted = new Set(paths);
  const matched = new Map([...wanted].flatMap((path) => (found.has(path) ? [[path, found.get(path)!]] : [])));
  if (matched.size === 0 && wanted.size > 0) {
    const [first] = wanted;
    const reason = `none of the ${counted(wanted.size, "labelled photo")} was found, such as ${first}; check --images`;
    throw new FacepipeError("SOURCE_NOT_FOUND", `Cannot measure: ${reason}`, {
      exit: EXIT.usage,
      param: "images",
    });
  }
  const missing = wanted.size - matched.size;
  if (missing > 0) context.note(`${counted(missing, "labelled photo")} not found; counted as without faces`);
  return matched;
}
