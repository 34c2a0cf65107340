/**
 * The README keeps up with the code.
 * @module
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Command, optionsOf } from "../cmds/command.ts";
import { COMMANDS } from "../cmds/commands.ts";
import { ROOT } from "./tools/paths.ts";
import { withSchema } from "./tools/readme.ts";
import { scratch, sh } from "./tools/shell.ts";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");

test("its table of fields is current", () => assert.equal(withSchema(readme), readme));

test("it names every command", () => {
  for (const { name } of COMMANDS) assert.match(readme, new RegExp(`^\\| \`${name}\\b`, "m"), name);
});

test("its first two code blocks are the set-up", () => {
  const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  assert.deepEqual(blocks.slice(0, 2), ["npm ci && npm run demo\n", "npm ci && npm test\n"]);
});

for (const entry of COMMANDS) {
  test(`the help of ${entry.name} shows every option and an example`, async () => {
    const command = await entry.load();
    const { rc, stdout } = await sh(`facepipe ${entry.name} --help`, scratch());
    assert.equal(rc, 0);
    if (command.type === "group") {
      for (const { name } of command.commands) assert.match(stdout, new RegExp(`^  ${name} `, "m"));
      for (const inner of command.commands) await showsAll(`${entry.name} ${inner.name}`, await inner.load());
    } else await showsAll(entry.name, command);
  });
}

async function showsAll(path: string, command: Command): Promise<void> {
  assert.ok(command.type !== "group", path);
  const { rc, stdout } = await sh(`facepipe ${path} --help`, scratch());
  assert.equal(rc, 0);
  for (const name of Object.keys(optionsOf(command)))
    assert.ok(stdout.includes(`--${name}`), `${path} ${name}`);
  assert.ok(stdout.includes(command.describe), path);
  assert.match(stdout, /Examples:/, path);
}
