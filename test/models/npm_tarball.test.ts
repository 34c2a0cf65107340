import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { create } from "tar";
import { fetchManifest } from "../../models/fetch_pack.ts";
import { fetchPack, type NpmSource, verifyPack } from "../../models/mod.ts";
import { closedAddress, serve } from "../tools/local_server.ts";
import { noise } from "../tools/noise.ts";
import { scratch } from "../tools/shell.ts";
import { DETECTOR, EMBEDDER, smallPack } from "../tools/small_pack.ts";

test("the default pack comes from the registry through npm", async () => {
  const dir = scratch();
  const told: number[] = [];
  const { folder, fetched } = await fetchPack("default", {
    dir,
    onProgress: ({ received }) => told.push(received),
  });
  assert.equal(folder, join(dir, "default"));
  assert.deepEqual(fetched.toSorted(), (await readdir(folder)).sort());
  assert.deepEqual(told, [0, 41_114_878]);
  const reports = await verifyPack("default", { dir });
  assert.equal(reports.length, 6);
  assert.ok(reports.every(({ state }) => state === "ok"));
});

interface Registry {
  readonly source: NpmSource;
  /** Where the pack is to be fetched to. */
  readonly folder: string;
}

/** Makes npm use a registry that has `small@1.0.0`, with the given files of its `model` folder. */
async function useRegistry(t: TestContext, files: Record<string, Uint8Array>): Promise<Registry> {
  const root = scratch();
  await mkdir(join(root, "package", "model"), { recursive: true });
  await writeFile(join(root, "package", "package.json"), '{ "name": "small", "version": "1.0.0" }');
  for (const [name, bytes] of Object.entries(files))
    await writeFile(join(root, "package", "model", name), bytes);
  await create({ file: join(root, "small.tgz"), cwd: root, gzip: true }, ["package"]);
  const tarball = await readFile(join(root, "small.tgz"));
  const url = await serve(t, ({ url: path, headers }, response) => {
    const dist = { tarball: `http://${headers.host}/small.tgz` };
    const versions = { "1.0.0": { name: "small", version: "1.0.0", dist } };
    if (path === "/small.tgz") response.end(tarball);
    else if (path === "/small") response.end(JSON.stringify({ name: "small", versions, "dist-tags": {} }));
    else response.writeHead(404).end();
  });
  setEnv(t, {
    npm_config_registry: url,
    npm_config_cache: join(root, "cache"),
    npm_config_fetch_retries: "0",
  });
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const source = {
    kind: "npm",
    package: "small@1.0.0",
    integrity,
    size: tarball.length,
    folder: "package/model",
  } as const;
  return { source, folder: join(root, "small") };
}

function setEnv(t: TestContext, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name];
    process.env[name] = value;
    t.after(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

const BOTH = { "detector.onnx": DETECTOR, "embedder.onnx": EMBEDDER };

test("the registry is the one that npm is set up with, and only the networks are unpacked", async (t) => {
  const { source, folder } = await useRegistry(t, { ...BOTH, "other.onnx": noise(100, "other") });
  await fetchManifest(smallPack(source), folder);
  assert.deepEqual((await readdir(folder)).sort(), ["detector.onnx", "embedder.onnx"]);
  assert.deepEqual(await readFile(join(folder, "detector.onnx")), DETECTOR);
});

test("a tarball with another content is refused, whatever the registry says of it", async (t) => {
  const { source, folder } = await useRegistry(t, BOTH);
  const integrity = `sha512-${"A".repeat(86)}==`;
  await assert.rejects(fetchManifest(smallPack({ ...source, integrity }), folder), {
    exit: 5,
    message:
      `Cannot fetch the npm package small@1.0.0: the integrity of its tarball is ${source.integrity}, ` +
      `the manifest states ${integrity}`,
  });
  assert.deepEqual(await readdir(folder), []);
});

test("a tarball without a network is refused", async (t) => {
  const { source, folder } = await useRegistry(t, { "detector.onnx": DETECTOR });
  await assert.rejects(fetchManifest(smallPack(source), folder), {
    exit: 5,
    message: "Cannot unpack small@1.0.0: package/model/embedder.onnx is not in it, or has another size",
  });
});

test("what npm says of its failure is passed on", async (t) => {
  const { source, folder } = await useRegistry(t, BOTH);
  const unknownVersion = smallPack({ ...source, package: "small@2.0.0" });
  await assert.rejects(fetchManifest(unknownVersion, folder), {
    exit: 5,
    message:
      "Cannot fetch the npm package small@2.0.0: npm pack failed: No matching version found for small@2.0.0.",
  });
  setEnv(t, { npm_config_registry: await closedAddress() });
  const unreachable = smallPack({ ...source, package: "other@1.0.0" });
  await assert.rejects(fetchManifest(unreachable, folder), /npm pack failed: .*ECONNREFUSED/);
});

test("an npm that fails in another way is quoted, and a full disk is a storage error", async (t) => {
  const { source, folder } = await useRegistry(t, BOTH);
  const bin = scratch();
  setEnv(t, { PATH: `${bin}:${process.env.PATH}` });
  const npmThat = (script: string) => writeFile(join(bin, "npm"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  const full = { error: { code: "ENOSPC", summary: "ENOSPC: no space left on device, write", detail: "" } };
  await npmThat(`echo '${JSON.stringify(full)}'; exit 1`);
  await assert.rejects(fetchManifest(smallPack(source), folder), {
    exit: 6,
    message: "Cannot fetch the npm package small@1.0.0: the disk is full",
  });
  await npmThat("echo 'npm ERR! code E1' >&2; echo 'npm ERR! A complete log of this run: x' >&2; exit 1");
  await assert.rejects(fetchManifest(smallPack(source), folder), /npm pack failed: code E1$/);
  await npmThat("exit 1");
  await assert.rejects(fetchManifest(smallPack(source), folder), /npm pack failed: it gives no reason$/);
  await npmThat("exit 0");
  await assert.rejects(
    fetchManifest(smallPack(source), folder),
    /npm reports success but leaves no tarball$/,
  );
});

test("a missing npm is named", async (t) => {
  const { source, folder } = await useRegistry(t, BOTH);
  setEnv(t, { PATH: folder });
  await assert.rejects(fetchManifest(smallPack(source), folder), {
    exit: 5,
    message:
      "Cannot fetch the npm package small@1.0.0: npm, which downloads it, is not installed or not on the PATH",
  });
});

test("stopping ends npm", async (t) => {
  const { source, folder } = await useRegistry(t, BOTH);
  const silent = await serve(t, () => {});
  setEnv(t, { npm_config_registry: silent });
  const signal = AbortSignal.timeout(500);
  await assert.rejects(fetchManifest(smallPack(source), folder, { signal }), { name: "TimeoutError" });
  assert.deepEqual(await readdir(folder), []);
});
