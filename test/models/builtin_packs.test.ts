import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BUILTIN_PACKS,
  listPacks,
  networksOf,
  packFolder,
  ROLE_FAMILIES,
  verifyPack,
} from "../../models/mod.ts";
import { scratch } from "../tools/shell.ts";

test("every built-in network is pinned and runs on a family that fits its role", () => {
  for (const manifest of BUILTIN_PACKS) {
    for (const [role, network] of networksOf(manifest)) {
      const where = `${manifest.name} ${role}`;
      assert.match(network.sha256, /^[0-9a-f]{64}$/, where);
      assert.match(network.file, /^\w[\w.]*\.onnx$/, where);
      assert.ok(network.size > 100_000, where);
      assert.ok(ROLE_FAMILIES[role].includes(network.family), where);
      assert.equal(network.input !== undefined, role === "embedder", where);
    }
  }
});

test("every built-in source is pinned and uses https", () => {
  for (const { name, source, networks } of BUILTIN_PACKS) {
    if (source.kind === "npm") assert.match(source.integrity, /^sha512-[\w+/]{86}==$/, name);
    else if (source.kind === "zip") {
      assert.match(source.sha256, /^[0-9a-f]{64}$/, name);
      assert.match(source.url, /^https:/, name);
    } else if (source.kind === "files") {
      const files = Object.values(networks).map(({ file }) => file);
      assert.deepEqual(Object.keys(source.urls), files);
      for (const url of Object.values(source.urls)) assert.match(url, /^https:/);
    } else assert.fail(`${name} has no source`);
  }
});

test("the packs of InsightFace are for research only, the others are free", () => {
  const needConsent = BUILTIN_PACKS.filter(({ licence }) => licence.commercial !== true).map(
    ({ name }) => name,
  );
  assert.deepEqual(needConsent, ["antelopev2", "buffalo_l", "buffalo_s", "buffalo_sc"]);
});

test("an empty folder lists all packs as absent, and every file is missing", async () => {
  const dir = scratch();
  const packs = await listPacks({ dir });
  assert.deepEqual(
    packs.map(({ name, installed }) => [name, installed]),
    BUILTIN_PACKS.map(({ name }) => [name, false]),
  );
  const [first] = packs;
  assert.equal(first?.size, 35_967_613);
  assert.equal(first.download, 41_114_878);
  assert.deepEqual(first.networks[0], {
    role: "detector",
    file: "fr_detect.onnx",
    family: "rfb320",
    size: 1_217_758,
  });
  const states = (await verifyPack("buffalo_l", { dir })).map(({ state }) => state);
  assert.deepEqual(states, ["missing", "missing", "missing"]);
  assert.equal(await packFolder("buffalo_l", { dir }), `${dir}/buffalo_l`);
});
