/**
 * Makes the names in a folder last.
 * @module
 */
import { open } from "node:fs/promises";
import { expectCodes } from "./file_errors.ts";

/** Some file systems (SMB, FUSE) sync no folders, and a folder may be one that we cannot read. */
const NO_FOLDER_SYNC = ["EINVAL", "ENOTSUP", "EISDIR", "EBADF", "EPERM", "EACCES"];

/** Makes the names in a folder survive a power cut, where the file system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    expectCodes(thrown, ...NO_FOLDER_SYNC);
  }
}
