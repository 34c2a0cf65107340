/** @module What `facepipe doctor` tells of this machine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { scratch, sh } from "../tools/shell.ts";

test("doctor ends well where only optional things are missing, and says how to get them", async () => {
  const folder = scratch();
  const { rc, stdout, stderr } = await sh("facepipe doctor --models-dir none", folder);
  assert.equal(rc, 0, stderr);
  assert.match(stdout, /^ {11}cpu {8}runs, [\d.]+ ms/m);
  assert.match(stdout, /default {4}not here; facepipe models fetch default gets it/);
  assert.match(stdout, /^ {11}.*\bjpeg\b.*\bpng\b/m);
  assert.match(stdout, /^exiftool {3}(\d+\.\d+|not here; optional, )/m);
});

test("doctor --json is one object with every part", async () => {
  const { rc, stdout } = await sh("facepipe doctor --json", scratch());
  assert.equal(rc, 0);
  const report = JSON.parse(stdout);
  assert.equal(report.node, process.versions.node);
  assert.ok(report.cores >= 1 && report.memory.total > report.memory.free);
  assert.deepEqual(report.runtime.providers[0].name, "cpu");
  for (const provider of report.runtime.providers) {
    assert.equal(provider.reason === undefined, provider.state !== "missing", JSON.stringify(provider));
  }
  const missing = report.runtime.providers.find(({ name }: { name: string }) => name === "cuda");
  if (missing?.reason?.includes("not installed in")) {
    assert.match(
      missing.remedy,
      /^Run ONNXRUNTIME_NODE_INSTALL=cuda12 node \/.*\/onnxruntime-node\/script\/install\.js$/,
    );
  }
  assert.ok(report.images.formats.includes("webp"));
  assert.ok(report.models.packs.some(({ name }: { name: string }) => name === "default"));
});
