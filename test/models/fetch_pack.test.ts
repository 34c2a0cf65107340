import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fetchManifest } from "../../models/fetch_pack.ts";
import { type FetchProgress, fetchPack, type Manifest } from "../../models/mod.ts";
import { closedAddress, sendFile, sendPart, serve } from "../tools/local_server.ts";
import { noise, sha256 } from "../tools/noise.ts";
import { scratch } from "../tools/shell.ts";
import { ARCHIVE, asFiles, asZip, DETECTOR, EMBEDDER, smallPack } from "../tools/small_pack.ts";

const CHILD = join(import.meta.dirname, "..", "tools", "fetch_child.js");

/** Serves the two files and the archive; `asked` collects the paths. */
async function serveAll(t: TestContext, asked: string[] = []): Promise<string> {
  const files: Record<string, Uint8Array> = {
    "/detector.onnx": DETECTOR,
    "/embedder.onnx": EMBEDDER,
    "/small.zip": ARCHIVE,
  };
  return serve(t, (request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? "whole"}`);
    sendFile(files[request.url ?? ""]!, request, response);
  });
}

async function assertInstalled(folder: string): Promise<void> {
  assert.deepEqual((await readdir(folder)).sort(), ["detector.onnx", "embedder.onnx"]);
  assert.deepEqual(await readFile(join(folder, "detector.onnx")), DETECTOR);
  assert.deepEqual(await readFile(join(folder, "embedder.onnx")), EMBEDDER);
}

test("single files are fetched once, and a second fetch uses no network", async (t) => {
  const asked: string[] = [];
  const manifest = smallPack(asFiles(await serveAll(t, asked)));
  const folder = join(scratch(), "deep", "small");
  const progress: FetchProgress[] = [];
  const result = await fetchManifest(manifest, folder, { onProgress: (told) => progress.push(told) });
  assert.deepEqual(result, { name: "small", folder, fetched: ["detector.onnx", "embedder.onnx"] });
  await assertInstalled(folder);
  assert.deepEqual(progress.at(0), { pack: "small", received: 0, total: 450_000 });
  assert.deepEqual(progress.at(-1), { pack: "small", received: 450_000, total: 450_000 });

  const again = await fetchManifest(manifest, folder, { offline: true });
  assert.deepEqual(again.fetched, []);
  assert.equal(asked.length, 2);
});

test("the wanted members of an archive are unpacked, whatever folder they lie in", async (t) => {
  const manifest = smallPack(asZip(await serveAll(t)));
  const folder = scratch();
  await fetchManifest(manifest, folder);
  await assertInstalled(folder);
});

test("damaged files are replaced, intact ones left alone", async (t) => {
  const asked: string[] = [];
  const manifest = smallPack(asFiles(await serveAll(t, asked)));
  const folder = scratch();
  await fetchManifest(manifest, folder);
  await writeFile(join(folder, "detector.onnx"), noise(DETECTOR.length, "flipped"));
  assert.deepEqual((await fetchManifest(manifest, folder)).fetched, ["detector.onnx"]);
  await truncate(join(folder, "embedder.onnx"), 10);
  assert.deepEqual((await fetchManifest(manifest, folder)).fetched, ["embedder.onnx"]);
  await assertInstalled(folder);
  assert.equal(asked.length, 4);
});

test("offline, the error says what to run", async () => {
  const folder = scratch();
  const manifest = smallPack(asFiles(await closedAddress()), { name: "research", commercial: false });
  await assert.rejects(fetchManifest(manifest, folder, { offline: true, dir: "/d" }), {
    code: "NOT_FOUND",
    exit: 5,
    message:
      `Cannot use model pack small: missing or damaged in ${folder}: detector.onnx, embedder.onnx, ` +
      "run facepipe models fetch small --accept-license --dir /d",
  });
});

test("a licence must be accepted to fetch, not to use what is there", async (t) => {
  const licence = { name: "research only", url: "https://example.org/terms", commercial: false };
  const manifest = smallPack(asFiles(await serveAll(t)), licence);
  const folder = scratch();
  await assert.rejects(fetchManifest(manifest, folder), {
    code: "LICENSE_ERROR",
    exit: 5,
    message:
      "Cannot fetch model pack small: its licence (research only, https://example.org/terms) " +
      "must be accepted with --accept-license",
  });
  assert.deepEqual(await readdir(folder), []);
  await fetchManifest(manifest, folder, { acceptLicense: true });
  assert.deepEqual((await fetchManifest(manifest, folder)).fetched, []);
});

test("an archive without a network, with another size of it, or with two of it is refused", async (t) => {
  const { zip } = await import("../tools/zip_writer.ts");
  const detector = { name: "detector.onnx", bytes: DETECTOR };
  const embedder = { name: "embedder.onnx", bytes: EMBEDDER };
  const cases: [RegExp, Uint8Array][] = [
    [/embedder.onnx is not in it$/, zip([detector])],
    [
      /embedder.onnx is in it 2 times$/,
      zip([detector, embedder, { ...embedder, name: "other/embedder.onnx" }]),
    ],
    [
      /embedder.onnx has 9 bytes, the manifest states 50000$/,
      zip([detector, { ...embedder, deflate: true, statedSize: 9 }]),
    ],
    [/invalid relative path/, zip([{ ...detector, name: "../detector.onnx" }, embedder])],
    [/absolute path/, zip([{ ...detector, name: "/detector.onnx" }, embedder])],
    [/End of central directory/, noise(1000, "no archive")],
    [
      /byte/,
      zip([
        detector,
        { name: "embedder.onnx", bytes: noise(90_000, "bomb"), deflate: true, statedSize: 50_000 },
      ]),
    ],
    [/its sha256 is/, zip([detector, { name: "embedder.onnx", bytes: noise(50_000, "not the embedder") }])],
  ];
  for (const [message, bytes] of cases) {
    const url = await serve(t, (request, response) => sendFile(bytes, request, response));
    const source = { kind: "zip", url, size: bytes.length, sha256: sha256(bytes) } as const;
    const folder = join(scratch(), "small");
    await assert.rejects(fetchManifest(smallPack(source), folder), { exit: 5, message });
    const installed = (await readdir(folder)).filter((name) => name === "embedder.onnx");
    assert.deepEqual(installed, [], String(message));
  }
});

test("a pack folder that cannot be written is a storage error", async (t) => {
  const folder = join(scratch(), "file");
  await writeFile(folder, "");
  const manifest = smallPack(asFiles(await serveAll(t)));
  await assert.rejects(fetchManifest(manifest, join(folder, "small")), { code: "STORAGE_ERROR", exit: 6 });
});

test("a folder in the place of a file is named in the error", async (t) => {
  const folder = scratch();
  await mkdir(join(folder, "detector.onnx", "full"), { recursive: true });
  const manifest = smallPack(asFiles(await serveAll(t)));
  await assert.rejects(fetchManifest(manifest, folder), { code: "STORAGE_ERROR", exit: 6 });
});

test("an unwritable folder is a storage error", {
  skip: process.getuid?.() === 0 && "root writes everywhere",
}, async (t) => {
  const folder = scratch();
  await chmod(folder, 0o500);
  const manifest = smallPack(asFiles(await serveAll(t)));
  await assert.rejects(fetchManifest(manifest, folder), /permission denied/);
});

test("an unknown name lists the known ones", async () => {
  await assert.rejects(fetchPack("blue"), {
    exit: 5,
    message:
      "Cannot find model pack blue: it is neither one of default, opencv, antelopev2, buffalo_l, buffalo_s, " +
      "buffalo_sc nor a folder with a pack.json",
  });
});

function spawnFetch(
  manifest: Manifest,
  folder: string,
): ChildProcess & { stdout: NonNullable<ChildProcess["stdout"]> } {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  return spawn(process.execPath, [CHILD, JSON.stringify(manifest), folder], { stdio: [...stdio] }) as never;
}

test("two processes that fetch at once both succeed", async (t) => {
  const folder = scratch();
  const manifest = smallPack(asZip(await serveAll(t)));
  const children = [spawnFetch(manifest, folder), spawnFetch(manifest, folder)];
  const ends = await Promise.all(children.map(async (child) => [await once(child, "close")]));
  assert.deepEqual(ends.flat(), [
    [0, null],
    [0, null],
  ]);
  await assertInstalled(folder);
});

/** Waits until a fetch into `folder` has written so many bytes. */
async function untilReceived(folder: string, bytes: number): Promise<void> {
  for (;;) {
    const files = await readdir(folder, { recursive: true });
    for (const file of files.filter((name) => name.endsWith(".part"))) {
      if ((await stat(join(folder, file))).size >= bytes) return;
    }
    await delay(10);
  }
}

test("a fetch after a killed one goes on where that stopped", async (t) => {
  const folder = scratch();
  const asked: string[] = [];
  const url = await serve(t, (request, response) => {
    asked.push(request.headers.range ?? "whole");
    if (asked.length > 1) return sendFile(ARCHIVE, request, response);
    sendPart(ARCHIVE, 200_000, response, "wait");
  });
  const child = spawnFetch(smallPack(asZip(url)), folder);
  await untilReceived(folder, 200_000);
  child.kill("SIGKILL");
  await once(child, "close");

  await fetchManifest(smallPack(asZip(url)), folder);
  await assertInstalled(folder);
  assert.deepEqual(asked, ["whole", "bytes=200000-"]);
});

test("a fetch after a failed one in the same process goes on where that stopped", async (t) => {
  const folder = scratch();
  const asked: string[] = [];
  const url = await serve(t, (request, response) => {
    asked.push(request.headers.range ?? "whole");
    if (asked.length > 1) return sendFile(ARCHIVE, request, response);
    sendPart(ARCHIVE, 200_000, response, "wait");
  });
  const stop = AbortSignal.timeout(300);
  await assert.rejects(fetchManifest(smallPack(asZip(url)), folder, { signal: stop }), {
    name: "TimeoutError",
  });
  await fetchManifest(smallPack(asZip(url)), folder);
  await assertInstalled(folder);
  assert.deepEqual(asked, ["whole", "bytes=200000-"]);
});

test("the process of a fetch prints what it fetched", async (t) => {
  const child = spawnFetch(smallPack(asFiles(await serveAll(t))), scratch());
  assert.equal(await text(child.stdout), "detector.onnx embedder.onnx\n");
});
