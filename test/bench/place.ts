/**
 * How long `place` takes for many photos beside a plain copy of them, both until the bytes are on
 * disk: `node dist/test/bench/place.js [photos] [mean bytes] [folder]`.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FaceRecord } from "../../core/mod.ts";
import { type PlaceMode, placePhotos } from "../../formats/mod.ts";
import { noise } from "../tools/noise.ts";
import { facesOf, makePhoto } from "../tools/place_fixture.ts";
import { streamOf } from "../tools/streams.ts";

const [count = 10_000, size = 200_000] = process.argv.slice(2, 4).map(Number);
const folder = mkdtempSync(join(process.argv[4] ?? tmpdir(), "facepipe-bench-"));
const photos = join(folder, "photos");

async function makeAlbum(): Promise<FaceRecord[]> {
  const bytes = noise(size * 2, "photo");
  const records: FaceRecord[] = [];
  for (let i = 0; i < count; i++) {
    new DataView(bytes.buffer).setUint32(0, i);
    const part = bytes.subarray(0, Math.round(size * (0.5 + (i % 101) / 100)));
    const photo = await makePhoto(join(photos, `IMG_${i}.jpg`), part);
    records.push(photo, ...facesOf(photo, `person-${i % 50}`));
  }
  return records;
}

async function measure(name: string, work: () => Promise<unknown> | unknown): Promise<void> {
  execFileSync("sync");
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  execFileSync("sync");
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const busy = ((user + system) / 1e6).toFixed(1);
  process.stdout.write(`${name.padEnd(24)} ${seconds.toFixed(1)} s, own processor time ${busy} s\n`);
}

async function run(out: string, mode: PlaceMode): Promise<void> {
  for await (const record of placePhotos(join(folder, out), { mode })(streamOf(...records))) {
    if (record.kind === "error") throw new Error(record.reason);
  }
}

const records = await makeAlbum();
await measure("cp -r", () => execFileSync("cp", ["-r", photos, join(folder, "copy")]));
await measure("place", () => run("placed", "copy"));
await measure("place again", () => run("placed", "copy"));
await measure("place --mode hardlink", () => run("linked", "hardlink"));
await measure("place --mode symlink", () => run("symlinked", "symlink"));
await measure("place --mode move", () => run("moved", "move"));
rmSync(folder, { recursive: true });
