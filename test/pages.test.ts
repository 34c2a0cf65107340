/**
 * The sessions of the README and of the cookbook print what they say. `npm run pages` writes what
 * they print anew.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./tools/paths.ts";
import { skipWithout } from "./tools/programs.ts";
import { runSessions, scriptOf } from "./tools/sessions.ts";
import { scratch } from "./tools/shell.ts";

const examples = readdirSync(join(ROOT, "examples"));
const recipes = examples.filter((name) => name.endsWith(".md"));
const readme = readFileSync(join(ROOT, "README.md"), "utf8");

test("the README names every example", () => {
  const scripts = readFileSync(join(ROOT, "package.json"), "utf8");
  const named =
    scripts + readme + recipes.map((name) => readFileSync(join(ROOT, "examples", name), "utf8")).join("");
  for (const name of examples) assert.ok(named.includes(name), `nothing leads to examples/${name}`);
});

for (const name of ["README.md", ...recipes.map((name) => join("examples", name))]) {
  const page = readFileSync(join(ROOT, name), "utf8");
  const script = scriptOf(page);
  if (script.trim() === "") continue;
  test(`${name}: each command prints what the page says`, { skip: skipWithout(script) }, async () => {
    const told = await runSessions(page, scratch());
    if (process.env.FACEPIPE_REGENERATE === "1") writeFileSync(join(ROOT, name), told);
    else assert.equal(told, page);
  });
}

test("links lead somewhere", () => {
  for (const name of ["README.md", "CONTRIBUTING.md", ...recipes.map((name) => join("examples", name))]) {
    const page = readFileSync(join(ROOT, name), "utf8");
    for (const [, target] of page.matchAll(/\]\((?!https?:)([^)#]+)?(?:#[^)]*)?\)/g)) {
      if (target === undefined) continue;
      const path = join(ROOT, name, "..", target);
      assert.doesNotThrow(() => readFileSync(path), `${name} links to ${target}`);
    }
  }
});
