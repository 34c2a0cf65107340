/**
 * The shape of the source tree: which folder may import which, no cycles, one entry a folder.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { ROOT } from "./tools/paths.ts";

const MAY_IMPORT: Record<string, readonly string[]> = {
  core: ["core"],
  formats: ["core", "formats"],
  models: ["core", "models"],
  cmds: ["core", "formats", "models", "cmds"],
};

const files = Object.keys(MAY_IMPORT).flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file)),
);

const text = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), "utf8")]));

function importsOf(file: string, typesToo: boolean): string[] {
  const pattern = typesToo
    ? /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g
    : /^(?:import|export)(?! type)[^;]*?from\s+"(\.[^"]+)"/gm;
  return [...(text.get(file) ?? "").matchAll(pattern)].map(([, path]) =>
    normalize(join(dirname(file), path!)),
  );
}

test("imports flow from cmds through formats and models to core", () => {
  for (const file of files) {
    const folder = file.split("/")[0]!;
    for (const target of importsOf(file, true)) {
      assert.ok(MAY_IMPORT[folder]!.includes(target.split("/")[0]!), `${file} imports ${target}`);
      assert.ok(text.has(target), `${file} imports ${target}, which does not exist`);
    }
  }
});

test("no import cycles", () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path, file].join(" -> ")}`);
    if (done.has(file)) return;
    for (const target of importsOf(file, false)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

test("every file says why it exists", () => {
  for (const [file, source] of text) {
    assert.match(source, /^(#!.*\n)?\/\*\*\n[\s\S]*?@module\n \*\/\n/, `${file} has no module comment`);
  }
});
