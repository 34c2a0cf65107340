/**
 * The documentation keeps up with the code: every command and option is described, has an example
 * and is found in the help, and what the pages speak of is there.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { optionsOf } from "../cmds/command.ts";
import { COMMANDS } from "../cmds/commands.ts";
import { type Everything, everyCommand } from "../cmds/every_command.ts";
import { helpOf, SHELL_OPTIONS } from "../cmds/help.ts";
import { ROOT } from "./tools/paths.ts";
import { RECORDS_PAGE, withSchema } from "./tools/records_page.ts";
import { scratch, sh } from "./tools/shell.ts";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const recipes = readdirSync(join(ROOT, "examples")).filter((name) => name.endsWith(".md"));
const pages = ["README.md", "CONTRIBUTING.md", ...recipes.map((name) => `examples/${name}`)];

test("the page of record fields is current", () => {
  const page = readFileSync(RECORDS_PAGE, "utf8");
  assert.equal(withSchema(page), page);
});

test("the README names every command", () => {
  for (const { name } of COMMANDS) assert.match(readme, new RegExp(`^\\| \`${name}\\b`, "m"), name);
});

test("the first two code blocks of the README are the set-up", () => {
  const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  assert.deepEqual(blocks.slice(0, 2), ["npm ci && npm run demo\n", "npm ci && npm test\n"]);
});

test("bare commands are those that the package installs", () => {
  const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const bare = COMMANDS.filter(({ bare }) => bare).map(({ name }) => name);
  assert.deepEqual(["facepipe", ...bare].sort(), Object.keys(bin).sort());
});

describe("every command", () => {
  let everything: Everything;
  before(async () => {
    everything = await everyCommand(COMMANDS);
  });

  test("says what it does, what each option and argument is, and has an example", () => {
    for (const { path, command } of everything.commands) {
      const name = path.join(" ");
      assert.ok(command.describe !== "" && !command.describe.endsWith("."), name);
      assert.ok(command.examples.length > 0, `${name} has no example`);
      for (const [line, what] of command.examples) assert.ok(line.trim() && what.trim(), name);
      for (const { name: argument, describe } of command.positionals ?? [])
        assert.ok(describe, `${name} <${argument}>`);
      for (const [option, { describe }] of Object.entries(optionsOf(command)))
        assert.ok(describe && !describe.endsWith("."), `${name} --${option}`);
    }
  });

  test("shows all of that in its help", () => {
    for (const { path, command } of everything.commands) {
      const help = helpOf(`facepipe ${path.join(" ")}`, command, 100);
      for (const name of Object.keys(optionsOf(command))) assert.match(help, new RegExp(`--${name}\\b`));
      assert.ok(help.includes(command.describe) && help.includes("Examples:"), path.join(" "));
    }
  });

  test("and no two of its options have one letter", () => {
    for (const { path, command } of everything.commands) {
      const all = Object.values({ ...optionsOf(command), ...SHELL_OPTIONS });
      const letters = all.flatMap(({ alias }) => alias ?? []);
      assert.equal(new Set(letters).size, letters.length, path.join(" "));
    }
  });

  test("the pages speak of no option that is not there", () => {
    const known = everything.commands.flatMap(({ command }) => Object.keys(optionsOf(command)));
    const all = new Set([...known, ...Object.keys(SHELL_OPTIONS)]);
    for (const page of pages) {
      const text = readFileSync(join(ROOT, page), "utf8");
      for (const [, name] of text.matchAll(/`--([a-z][a-z-]*)/g))
        assert.ok(all.has(name!), `${page}: --${name}`);
    }
  });
});

test("the help of the executables is the same", async () => {
  for (const path of ["detect", "facepipe gallery add", "facepipe models"]) {
    const { rc, stdout } = await sh(`${path} --help`, scratch());
    assert.equal(rc, 0);
    assert.ok(stdout.startsWith(`${path} `), path);
  }
});
