/**
 * An empty folder for the length of a test.
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** Makes a folder that is removed after the test. */
export async function scratchFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "facepipe-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
