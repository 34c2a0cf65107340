/**
 * The README's sessions print what they say: each block of `console`, one after the other, in one
 * folder with the six sample photos.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, SAMPLE_NAMES, SAMPLES } from "./tools/paths.ts";
import { scratch, sh } from "./tools/shell.ts";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block]) => block!);

test("the README has sessions", () => assert.ok(blocks.length > 0));

test("each command of the README's sessions prints what it says", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "photos"));
  for (const name of SAMPLE_NAMES) cpSync(join(SAMPLES, name), join(folder, "photos", name));
  for (const block of blocks) {
    for (const [, command, output] of block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
      const { rc, stdout, stderr } = await sh(command!, folder);
      assert.equal(stdout, output, `${command}\n${stderr}`);
      assert.equal(rc, 0, `${command}\n${stderr}`);
    }
  }
});
