/**
 * The folder of the packs, for every command of the group.
 * @module
 */
import type { Options, ValuesOf } from "../option.ts";

/** `--dir`, and the name that the same folder has in `detect` and in the settings. */
export const FOLDER_OPTIONS = {
  dir: {
    type: "string",
    value: "folder",
    describe: "Folder of the model packs [default: facepipe/models in the user's cache folder]",
  },
  "models-dir": {
    type: "string",
    value: "folder",
    describe: "The same, under the name that it has in other commands",
  },
} as const satisfies Options;

/** The folder that the options name, if they name one. */
export function folderOf(args: ValuesOf<typeof FOLDER_OPTIONS>): { dir: string | undefined } {
  return { dir: args.dir ?? args.modelsDir };
}
