import assert from "node:assert/strict";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DEFAULT_PACK, listPacks, openPack, verifyPresent } from "../../models/mod.ts";
import { defaultPackFile, TEST_MODELS } from "../tools/default_pack.ts";
import { noise, sha256 } from "../tools/noise.ts";
import { scratch } from "../tools/shell.ts";

test("networks of the default pack are handed out in shared memory", async () => {
  const { pack, load } = await openPack(DEFAULT_PACK, { dir: TEST_MODELS, fetchIfMissing: true });
  const detector = await load("detector");
  assert.equal(detector?.spec, pack.networks.detector);
  assert.equal(sha256(detector!.bytes), "6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854");
  assert.ok(detector!.bytes.buffer instanceof SharedArrayBuffer);
  assert.equal(await load("genderage"), undefined);
  assert.deepEqual(await defaultPackFile("fr_detect.onnx"), detector!.bytes.slice());
});

test("a missing pack is not fetched unless asked, and the error says how to get it", async () => {
  const dir = scratch();
  const message = new RegExp(
    `^Cannot use model pack opencv: .*, run facepipe models fetch opencv --dir ${dir}$`,
  );
  await assert.rejects(openPack("opencv", { dir, fetchIfMissing: false }), { exit: 5, message });
  await assert.rejects(openPack("opencv", { dir, fetchIfMissing: true, offline: true }), {
    exit: 5,
    message,
  });
});

test("a file whose bytes have changed is not handed out", async () => {
  const dir = scratch();
  const { pack } = await openPack(DEFAULT_PACK, { dir: TEST_MODELS, fetchIfMissing: true });
  await cp(join(TEST_MODELS, DEFAULT_PACK), join(dir, DEFAULT_PACK), { recursive: true });
  const { file, size } = pack.networks.detector!;
  await writeFile(join(dir, DEFAULT_PACK, file), noise(size, "changed"));

  // The size is right, so only reading the bytes can tell.
  const [listed] = await listPacks({ dir });
  assert.equal(listed?.installed, true);
  const { load } = await openPack(DEFAULT_PACK, { dir, fetchIfMissing: false });
  await assert.rejects(load("detector"), {
    exit: 5,
    message:
      `Cannot use model pack default: missing or damaged in ${join(dir, DEFAULT_PACK)}: ${file}, ` +
      `run facepipe models fetch default --dir ${dir}`,
  });
  const reports = await verifyPresent({ dir });
  assert.equal(reports.length, 6);
  assert.deepEqual(
    reports.filter(({ state }) => state !== "ok"),
    [{ pack: DEFAULT_PACK, role: "detector", path: join(dir, DEFAULT_PACK, file), state: "corrupt" }],
  );
});
