import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const child = fileURLToPath(new URL(`../tools/exit_child.${extension}`, import.meta.url));

/** Exit code and stderr of a process that calls `process.exit(7)` while its threads are busy. */
function exitAfter(ms: number): Promise<[code: unknown, stderr: string]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [child, `${ms}`], { timeout: 60_000 }, (error, _stdout, stderr) => {
      resolve([error?.code, stderr]);
    });
  });
}

test("a process that exits while networks are opened or run ends with its own exit code", async () => {
  // Without the wait for native calls nine of ten of these abort with code 134.
  for (const ms of [200, 300, 400, 500, 700, 1000, 1500]) {
    assert.deepEqual(await exitAfter(ms), [7, ""], `after ${ms} ms`);
  }
});
