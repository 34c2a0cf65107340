import assert from "node:assert/strict";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Context, ToolCommand } from "../../cmds/command.ts";
import group from "../../cmds/models/mod.ts";
import { parseArgs } from "../../cmds/parse.ts";
import { NO_PROGRESS } from "../../cmds/progress.ts";
import { defaultPackFile, TEST_MODELS } from "../tools/default_pack.ts";
import { scratch } from "../tools/shell.ts";

interface Ran {
  code: number;
  out: string;
  notes: string[];
}

/** Runs `facepipe models NAME …`. */
async function models(name: string, ...argv: string[]): Promise<Ran> {
  const ran: Ran = { code: -1, out: "", notes: [] };
  const context = {
    signal: new AbortController().signal,
    progress: NO_PROGRESS,
    note: (message: string) => void ran.notes.push(message),
    print: async (text: string) => {
      ran.out += text;
    },
  } as unknown as Context;
  const command = (await group.commands.find((entry) => entry.name === name)?.load()) as ToolCommand;
  const parsed = await parseArgs(`facepipe models ${name}`, command, argv);
  assert.ok(parsed.ask === "run");
  ran.code = await command.run(parsed.values as never, context);
  return ran;
}

test("list prints a table, or JSON with the networks", async () => {
  const dir = scratch();
  const { code, out } = await models("list", "--dir", dir);
  assert.equal(code, 0);
  assert.match(
    out,
    /^NAME +STATE +DOWNLOAD +ON DISK +LICENCE +NETWORKS\ndefault +not fetched +41\.1 MB +36\.0 MB {2}MIT +RFB-320/,
  );
  assert.match(out, /\nbuffalo_sc +not fetched +15\.0 MB +16\.1 MB {2}non-commercial research only +SCRFD/);
  const packs = JSON.parse((await models("list", "--models-dir", dir, "--json")).out);
  assert.deepEqual(packs[0].networks[0], {
    role: "detector",
    file: "fr_detect.onnx",
    family: "rfb320",
    size: 1_217_758,
  });
});

test("path prints one folder", async () => {
  assert.equal((await models("path", "--dir", "/m")).out, "/m\n");
  assert.equal((await models("path", "default", "--dir", "/m", "--models-dir", "/n")).out, "/m/default\n");
});

test("verify tells the state of every file, and fetch repairs", async () => {
  const dir = scratch();
  const nothing = await models("verify", "--dir", dir);
  assert.deepEqual([nothing.code, nothing.out, nothing.notes.length], [0, "", 1]);

  await defaultPackFile("fr_age.onnx");
  await cp(join(TEST_MODELS, "default"), join(dir, "default"), { recursive: true });
  await writeFile(join(dir, "default", "fr_age.onnx"), "damaged");
  await rm(join(dir, "default", "fr_gender.onnx"));
  const damaged = await models("verify", "--dir", dir);
  assert.equal(damaged.code, 5);
  const states = damaged.out.split("\n").map((line) => line.split("  ")[0]?.trim());
  assert.deepEqual(states, ["ok", "ok", "ok", "corrupt", "missing", "ok", ""]);

  const repaired = await models("fetch", "--dir", dir);
  assert.deepEqual(repaired.notes, [
    "Fetching model pack default, 41 MB",
    `Model pack default is complete, 2 files fetched: ${join(dir, "default")}`,
  ]);
  const again = await models("fetch", "default", "--dir", dir, "--offline");
  assert.deepEqual(again.notes, [`Model pack default was complete: ${join(dir, "default")}`]);
  const reports = JSON.parse((await models("verify", "default", "--dir", dir, "--json")).out);
  assert.deepEqual(reports[0], {
    pack: "default",
    role: "detector",
    path: join(dir, "default", "fr_detect.onnx"),
    state: "ok",
  });
});

test("fetch asks for the licence", async () => {
  const dir = scratch();
  await assert.rejects(models("fetch", "buffalo_l", "--dir", dir), { code: "LICENSE_ERROR", exit: 5 });
});
