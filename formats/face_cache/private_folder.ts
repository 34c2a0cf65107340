/**
 * A folder that only its owner can look into.
 * @module
 */
import { chmod, stat } from "node:fs/promises";
import { makeFolders } from "../make_folders.ts";

/** Rights of everybody but the owner. */
const OTHERS = 0o077;

/**
 * Makes sure that a folder is there, belongs to this user and is closed to others.
 *
 * @throws Error that says why it cannot be used.
 */
export async function openPrivateFolder(path: string): Promise<void> {
  await makeFolders(path, 0o700);
  const { uid, mode } = await stat(path);
  // What somebody else can write to, somebody else can forge. Windows has no such numbers.
  const me = process.getuid?.();
  if (me !== undefined && uid !== me) throw new Error("it belongs to another user");
  if (me !== undefined && (mode & OTHERS) !== 0) await chmod(path, mode & 0o700);
}
