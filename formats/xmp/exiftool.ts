/**
 * Writes XMP into photos with ExifTool, which knows the formats of all cameras.
 * @module
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FacepipeError, usageError } from "../../core/mod.ts";

const run = promisify(execFile);

/** Far more than a photo of a gigabyte takes. */
const LIMIT_MS = 120_000;

/** What is taken over; all else in the photo stays as it is. */
const TAGS = [
  "-XMP-mwg-rs:RegionInfo",
  "-XMP-MP:RegionInfoMP",
  "-XMP-dc:Subject",
  "-XMP-iptcExt:PersonInImage",
  "-XMP-digiKam:TagsList",
  "-XMP-lr:HierarchicalSubject",
];

/** @throws FacepipeError (exit 2) where there is no ExifTool. */
export async function expectExiftool(): Promise<void> {
  try {
    await exiftool("-ver");
  } catch (thrown) {
    const reason =
      "it needs ExifTool, which is not there; Debian calls it libimage-exiftool-perl, Homebrew exiftool";
    throw Object.assign(usageError("--xmp", "file", reason), { cause: thrown });
  }
}

/**
 * Writes the names and regions of an XMP file into a photo, which is replaced by a new file.
 *
 * @param photo Absolute path, with the extension of its format.
 * @param xmp Absolute path of an XMP file with the extension `xmp`.
 * @throws FacepipeError EXTRACTION_ERROR where ExifTool cannot. The message says only why.
 */
export async function writeIntoFile(photo: string, xmp: string): Promise<void> {
  try {
    await exiftool("-q", "-q", "-overwrite_original", "-tagsfromfile", xmp, ...TAGS, photo);
  } catch (thrown) {
    const { stderr = "", message } = thrown as Error & { stderr?: string };
    const said = (stderr.trim().split("\n")[0] || message.split("\n")[0]!).replace(` - ${photo}`, "");
    throw new FacepipeError("EXTRACTION_ERROR", `ExifTool says "${said}"`, { cause: thrown });
  }
}

/** Without the user's configuration, which can be any program. */
function exiftool(...args: string[]) {
  return run("exiftool", ["-config", "", ...args], { timeout: LIMIT_MS });
}
