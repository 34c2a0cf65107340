/**
 * ExifTool, which knows metadata of all programs, as an independent reader and writer.
 * @module
 */
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Why tests with it are skipped, or false where it is there. */
export const noExiftool =
  spawnSync("exiftool", ["-ver"]).status === 0
    ? false
    : "there is no exiftool; apt-get install libimage-exiftool-perl brings it";

/** Runs it without the user's configuration. */
export async function exiftool(...args: string[]): Promise<string> {
  return (await run("exiftool", ["-config", "", "-q", ...args])).stdout;
}

/** A region as ExifTool reads it. */
export interface ReadRegion {
  readonly Area: { readonly X: number; readonly Y: number; readonly W: number; readonly H: number };
  readonly Name?: string;
  readonly Type: string;
}

/** What ExifTool reads of the people in a file. */
export interface ReadPeople {
  readonly RegionInfo?: {
    readonly AppliedToDimensions: { readonly W: number; readonly H: number };
    readonly RegionList: readonly ReadRegion[];
  };
  readonly RegionInfoMP?: {
    readonly Regions: readonly { readonly Rectangle: string; readonly PersonDisplayName?: string }[];
  };
  readonly [tag: string]: unknown;
}

/** Reads all XMP of a file. */
export async function readPeople(path: string): Promise<ReadPeople> {
  const [people] = JSON.parse(await exiftool("-j", "-struct", "-XMP:all", path)) as [ReadPeople];
  return people;
}
