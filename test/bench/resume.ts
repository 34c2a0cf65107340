/**
 * How long `organize` takes after it was killed half-way, beside a run from start to end:
 * `node dist/test/bench/resume.js [photos]`. The photos are small pieces of the sample photos, all
 * different.
 * @module
 */
import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { TEST_MODELS } from "../tools/default_pack.ts";
import { ROOT, SAMPLE_NAMES, SAMPLES } from "../tools/paths.ts";

const count = Number(process.argv[2] ?? 2000);
const folder = mkdtempSync(join(tmpdir(), "facepipe-bench-"));
const photos = join(folder, "photos");
const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), FACEPIPE_MODELS_DIR: TEST_MODELS };
const faces = join(folder, "cache/facepipe/faces");
const command = [join(ROOT, "dist/package/bin-facepipe.js"), "organize", photos, "--quiet"];

/** Photos of 320 pixels whose bytes all differ, by a comment at the end. */
async function makeAlbum(): Promise<void> {
  mkdirSync(photos);
  const small = await Promise.all(
    SAMPLE_NAMES.map((name) =>
      sharp(readFileSync(join(SAMPLES, name)))
        .resize(320, 320, { fit: "inside" })
        .jpeg()
        .toBuffer(),
    ),
  );
  for (let i = 0; i < count; i++) {
    const bytes = Buffer.concat([small[i % small.length]!, Buffer.from(`${i}`)]);
    writeFileSync(join(photos, `${String(i).padStart(5, "0")}.jpg`), bytes);
  }
}

function known(): number {
  if (!existsSync(faces)) return 0;
  return readdirSync(faces, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".faces"))
    .length;
}

/** Runs `organize`, and kills it once so many photos are known, where a number is given. */
async function organize(out: string, killAt = Number.POSITIVE_INFINITY): Promise<number> {
  const start = performance.now();
  const run = spawn(process.execPath, [...command, join(folder, out)], { env, stdio: "ignore" });
  const closed = new Promise((resolve) => run.once("close", resolve));
  while (Number.isFinite(killAt) && run.exitCode === null && known() < killAt) await sleep(100);
  if (Number.isFinite(killAt)) run.kill("SIGKILL");
  await closed;
  return (performance.now() - start) / 1000;
}

await makeAlbum();
const first = await organize("killed", Math.floor(count / 2));
const before = known();
const second = await organize("resumed");
rmSync(faces, { recursive: true });
const whole = await organize("whole");
execFileSync("diff", ["-r", "-x", ".facepipe", join(folder, "resumed"), join(folder, "whole")]);
rmSync(folder, { recursive: true });
process.stdout.write(
  `${count} photos from start to end: ${whole.toFixed(1)} s
killed after ${first.toFixed(1)} s with ${before} done, then again: ${second.toFixed(1)} s, ${(second / whole).toFixed(2)} of a whole run
`,
);
