/**
 * Small file systems for tests of full and read-only disks. Mounting takes root.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/**
 * A scratch folder with an empty memory file system in it, until the end of the test; undefined,
 * and the test is skipped, where mounting is not allowed.
 *
 * @param at Where in the scratch folder, such as `disk`.
 * @param options Such as `size=1m`.
 */
export function mountMemory(t: TestContext, at: string, options: string): string | undefined {
  const root = mkdtempSync(join(tmpdir(), "facepipe-mount-"));
  const disk = join(root, at);
  mkdirSync(disk, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "facepipe-test", disk], { stdio: "ignore" });
  } catch {
    rmSync(root, { recursive: true });
    t.skip("mounting a file system is not allowed here");
    return undefined;
  }
  t.after(() => {
    execFileSync("umount", [disk]);
    rmSync(root, { recursive: true });
  });
  return root;
}

/** Changes a mounted file system, such as to `ro`. */
export function remount(disk: string, options: string): void {
  execFileSync("mount", ["-o", `remount,${options}`, disk]);
}
