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

/** What a run took, in seconds. */
interface Took {
  readonly wall: number;
  /** Processor time of the process, outside of the system's kernel. */
  readonly user: number;
}

/** Runs `organize`, and kills it once so many photos are known, where a number is given. */
async function organize(out: string, killAt = Number.POSITIVE_INFINITY): Promise<Took> {
  const start = performance.now();
  const timed = ["-c", 'TIMEFORMAT=%U; time "$@"', "bench", process.execPath, ...command, join(folder, out)];
  const run = spawn("bash", timed, { env, stdio: ["ignore", "ignore", "pipe"], detached: true });
  let told = "";
  run.stderr.on("data", (text: Buffer) => {
    told += text.toString();
  });
  const closed = new Promise((resolve) => run.once("close", resolve));
  while (Number.isFinite(killAt) && run.exitCode === null && known() < killAt) await sleep(100);
  if (Number.isFinite(killAt)) process.kill(-run.pid!, "SIGKILL");
  await closed;
  return { wall: (performance.now() - start) / 1000, user: Number(told.trim()) };
}

await makeAlbum();
const first = await organize("killed", Math.floor(count / 2));
const before = known();
const second = await organize("resumed");
rmSync(faces, { recursive: true });
const whole = await organize("whole");
execFileSync("diff", ["-r", "-x", ".facepipe", join(folder, "resumed"), join(folder, "whole")]);
rmSync(folder, { recursive: true });
const share = (name: keyof Took) => (second[name] / whole[name]).toFixed(2);
process.stdout.write(
  `${count} photos from start to end: ${whole.wall.toFixed(1)} s, ${whole.user.toFixed(1)} s of a processor
killed after ${first.wall.toFixed(1)} s with ${before} done, then again: ${second.wall.toFixed(1)} s, ${second.user.toFixed(1)} s of a processor
share of a whole run: ${share("wall")} of its time, ${share("user")} of its processor time
`,
);
