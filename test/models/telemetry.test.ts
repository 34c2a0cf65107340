/**
 * Nothing is kept for, or sent to, the makers of the runtime.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../tools/paths.ts";
import { scratch, sh } from "../tools/shell.ts";

const PROGRAM = `import { openPack, openAnalyzer, openOnnxBlocks } from "facepipe/models";
const analyzer = await openAnalyzer({ workers: 1, detector: await openPack("default", { dir: process.env.FACEPIPE_MODELS_DIR }) });
await analyzer.close();
const blocks = await openOnnxBlocks();
await blocks.multiply(Float32Array.of(1, 0), Float32Array.of(1, 0), 2);
await blocks.close();`;

for (const [name, script] of [
  ["detect", 'scan "$SAMPLES/sample1.jpg" | detect --offline > /dev/null'],
  ["doctor", "facepipe doctor > /dev/null"],
  ["the library", `cd "${ROOT}" && node --input-type=module -e '${PROGRAM}'`],
] as const) {
  test(`${name} leaves no reports in the cache or home folder`, async () => {
    const home = scratch();
    const folders = {
      HOME: home,
      XDG_CACHE_HOME: join(home, "cache"),
      XDG_CONFIG_HOME: join(home, "config"),
    };
    const { rc, stderr } = await sh(script, home, folders);
    assert.equal(rc, 0, stderr);
    const left = readdirSync(home, { recursive: true, encoding: "utf8" });
    assert.deepEqual(
      left.filter((path) => /microsoft|onnxruntime|telemetry/i.test(path)),
      [],
    );
  });
}
