import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fetchPack, openPack, packFolder, verifyPack } from "../../models/mod.ts";
import { sha256 } from "../tools/noise.ts";
import { scratch } from "../tools/shell.ts";
import { DETECTOR, EMBEDDER } from "../tools/small_pack.ts";

const SCRFD = { file: "detector.onnx", family: "scrfd" };

/** A folder with both files and a `pack.json`. */
async function writePack(document: unknown): Promise<string> {
  const folder = scratch();
  await writeFile(join(folder, "detector.onnx"), DETECTOR);
  await writeFile(join(folder, "embedder.onnx"), EMBEDDER);
  await writeFile(
    join(folder, "pack.json"),
    typeof document === "string" ? document : JSON.stringify(document),
  );
  return folder;
}

test("a folder is a pack, with hashes computed where it states none", async () => {
  const input = { channels: "rgb", mean: 127.5, scale: 127.5 };
  const folder = await writePack({
    networks: {
      detector: SCRFD,
      embedder: {
        file: "embedder.onnx",
        family: "embedder112",
        sha256: sha256(EMBEDDER).toUpperCase(),
        input,
      },
    },
  });
  const { pack, load } = await openPack(folder, { fetchIfMissing: false });
  assert.equal(pack.name, basename(folder));
  assert.deepEqual(pack.networks.detector, { ...SCRFD, sha256: sha256(DETECTOR), size: DETECTOR.length });
  assert.deepEqual(pack.networks.embedder?.input, input);
  assert.deepEqual(Buffer.from((await load("embedder"))!.bytes), EMBEDDER);
  assert.equal(await load("age"), undefined);
  assert.equal(await packFolder(folder), folder);
});

test("a pack.json names itself and its licence, and its networks may lie below it", async () => {
  const folder = await writePack({
    name: "mine",
    description: "my own",
    licence: { name: "secret", url: "https://example.org", commercial: false },
    networks: { detector: { ...SCRFD, file: "sub/link.onnx" } },
  });
  await mkdir(join(folder, "sub"));
  await symlink(join(folder, "detector.onnx"), join(folder, "sub", "link.onnx"));
  const { pack, load } = await openPack(join(folder, "pack.json"), { fetchIfMissing: true });
  assert.equal(pack.name, "mine");
  assert.equal(pack.licence.commercial, false);
  assert.equal((await load("detector"))?.bytes.length, DETECTOR.length);
});

test("what is wrong in a pack.json is named with its place", async () => {
  const detector = (fields: object) => ({ networks: { detector: { ...SCRFD, ...fields } } });
  const cases: [document: unknown, message: string | RegExp][] = [
    ["{", /it is not JSON: /],
    [[], "the document: expected an object"],
    [{}, "networks is missing: expected an object"],
    [{ networks: {} }, /^networks: it is empty, expected detector, landmarks, /],
    [{ networks: { nose: SCRFD } }, /^networks: the field "nose" is unknown, expected detector, /],
    [{ name: "a b", networks: { detector: SCRFD } }, /^name "a b": expected letters, digits/],
    [{ license: "MIT", networks: {} }, /^the document: the field "license" is unknown, expected name, /],
    [{ licence: "MIT", networks: { detector: SCRFD } }, 'licence "MIT": expected an object'],
    [
      detector({ family: "scrfdd" }),
      'networks.detector.family "scrfdd": it is not known, expected rfb320, yunet, scrfd',
    ],
    [detector({ family: "embedder112" }), /it is not known, expected rfb320, yunet, scrfd$/],
    [detector({ family: undefined }), /^networks.detector.family is missing/],
    [
      detector({ sha265: "x" }),
      /^networks.detector: the field "sha265" is unknown, expected file, family, sha256, input$/,
    ],
    [detector({ sha256: "abc" }), 'networks.detector.sha256 "abc": expected 64 hex digits'],
    [detector({ file: "none.onnx" }), 'networks.detector.file "none.onnx": no such file or folder'],
    [detector({ file: 5 }), "networks.detector.file 5: expected a text"],
    [detector({ file: "" }), 'networks.detector.file "": expected a text'],
    [
      detector({ file: "../x.onnx" }),
      'networks.detector.file "../x.onnx": it lies outside the folder of the pack',
    ],
    [detector({ file: "/etc/passwd" }), /it lies outside the folder of the pack$/],
    [detector({ file: "." }), /it lies outside the folder of the pack$/],
    [detector({ file: "a\0b" }), /^networks.detector.file "a\\u0000b": /],
    [detector({ file: "folder" }), /it is not a regular file$/],
    [detector({ file: "fifo" }), /it is not a regular file$/],
    [
      detector({ input: { channels: "rgb", mean: 0, scale: 0 } }),
      "networks.detector.input.scale 0: it must not be 0",
    ],
    [
      detector({ input: { channels: "rgb", mean: "0", scale: 1 } }),
      'networks.detector.input.mean "0": expected a number',
    ],
    [
      detector({ input: { channels: "grey", mean: 0, scale: 1 } }),
      /channels "grey": it is not known, expected rgb, bgr$/,
    ],
    ['{"networks": {"__proto__": {}}}', /the field "__proto__" is unknown/],
    [`"${"x".repeat(2 << 20)}"`, "it is larger than 1 MiB"],
  ];
  for (const [document, expected] of cases) {
    const folder = await writePack(document);
    await mkdir(join(folder, "folder"));
    spawnSync("mkfifo", [join(folder, "fifo")]);
    const prefix = `Cannot use model pack ${join(folder, "pack.json")}: `;
    await assert.rejects(openPack(folder, { fetchIfMissing: false }), (error: Error & { exit: number }) => {
      assert.equal(error.exit, 5);
      assert.ok(error.message.startsWith(prefix), error.message);
      const message = error.message.slice(prefix.length);
      if (typeof expected === "string") assert.equal(message, expected);
      else assert.match(message, expected);
      return true;
    });
  }
});

test("a path without a pack says so", async () => {
  const folder = scratch();
  await assert.rejects(packFolder(folder), {
    message: `Cannot use model pack ${join(folder, "pack.json")}: no such file or folder`,
  });
  await assert.rejects(packFolder("./nowhere"), {
    exit: 5,
    message: "Cannot use model pack ./nowhere: no such file or folder",
  });
});

test("a file that does not match its sha256 is found, and never fetched", async () => {
  const folder = await writePack({
    name: "mine",
    networks: { detector: { ...SCRFD, sha256: "0".repeat(64) } },
  });
  const message = `Cannot use model pack mine: missing or damaged in ${folder}: detector.onnx`;
  assert.deepEqual(
    (await verifyPack(folder)).map(({ state }) => state),
    ["corrupt"],
  );
  await assert.rejects(fetchPack(folder), { exit: 5, message });
  const { load } = await openPack(folder, { fetchIfMissing: true });
  await assert.rejects(load("detector"), { exit: 5, message });
});
