/** @module Completion in the shells themselves, and pages that man takes. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { MAN } from "../tools/man_pages.ts";
import { ROOT } from "../tools/paths.ts";
import { has } from "../tools/programs.ts";
import { scratch, sh } from "../tools/shell.ts";

const folder = scratch();

/** Command lines up to the cursor, and what may follow. */
const LINES: readonly (readonly [words: string[], wanted: string[]])[] = [
  [["facepipe", "gall"], ["gallery"]],
  [
    ["facepipe", "gallery", "i"],
    ["identify", "import"],
  ],
  [["gallery", "ver"], ["verify"]],
  [["group", "--thr"], ["--threshold"]],
  [
    ["facepipe", "organize", "--min-face-"],
    ["--min-face-ratio", "--min-face-size"],
  ],
  [["place", "out", "--mode", "s"], ["symlink"]],
  [["detect", "--gpu", "cu"], ["cuda"]],
  [["group", "--threshold", ""], ["auto"]],
  [["scan", "--since", ""], []],
  [["scan", "sub/ph"], ["sub/photo.jpg"]],
  [["detect", "--models-dir", "s"], ["sub"]],
];

before(async () => {
  const { rc, stderr } = await sh(
    `mkdir sub; touch sub/photo.jpg some-file
     for shell in bash zsh fish; do facepipe completion $shell > $shell.txt || exit; done`,
    folder,
  );
  assert.equal(rc, 0, stderr);
});

test("bash completes", () => {
  // Outside of a completion compopt has nothing to do.
  const script = `compopt() { :; }; source bash.txt
    try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _facepipe; echo "\${COMPREPLY[*]}"; }
    ${LINES.map(([words]) => `try ${words.map((word) => `'${word}'`).join(" ")}`).join("\n")}
    try place --mode = c`;
  const lines = execFileSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" }).split("\n");
  for (const [i, [words, wanted]] of LINES.entries())
    assert.deepEqual(lines[i]!.split(" ").filter(Boolean).sort(), wanted, words.join(" "));
  assert.equal(lines[LINES.length], "copy");
});

test("fish completes", { skip: has("fish", "--version") ? false : "there is no fish" }, () => {
  for (const [words, wanted] of LINES) {
    const script = `source fish.txt; complete -C '${words.join(" ")}'`;
    const shown = execFileSync("fish", ["--no-config", "-c", script], { cwd: folder, encoding: "utf8" });
    const found = shown.split("\n").map((line) => line.split("\t")[0]!.replace(/\/$/, ""));
    // fish offers files that fit anywhere in the name too.
    for (const word of wanted) assert.ok(found.includes(word), `${words.join(" ")}: ${shown}`);
    if (wanted.length === 0) assert.equal(shown, "");
  }
});

test("zsh takes the script, and completes by it", {
  skip: has("zsh", "--version") ? false : "there is no zsh",
}, () => {
  execFileSync("zsh", ["-n", "zsh.txt"], { cwd: folder });
  // What zsh's own functions do with it is theirs; here they say what they were given.
  const script = `compdef() { :; }; _describe() { print -r -- "$1 \${(P)2}"; }; _arguments() { print -rl -- "$@"; }
    source ./zsh.txt; words=(facepipe gallery ''); CURRENT=3; _facepipe
    words=(place out --mode ''); CURRENT=4; _facepipe`;
  const shown = execFileSync("zsh", ["-f", "-c", script], { cwd: folder, encoding: "utf8" });
  assert.match(shown, /^command .*identify:Find out who the faces on stdin are/m);
  assert.match(shown, /^--mode=\[How photos get into their folders\]:value:\(copy hardlink symlink/m);
});

describe("manual pages", () => {
  const pages = readdirSync(MAN);

  test("are there for every command", () => {
    for (const name of ["facepipe", "facepipe-detect", "facepipe-gallery", "facepipe-models-fetch"])
      assert.ok(pages.includes(`${name}.1`), name);
  });

  test("are what facepipe man prints", async () => {
    const { stdout } = await sh("facepipe man gallery add", folder);
    assert.equal(stdout, readFileSync(join(MAN, "facepipe-gallery-add.1"), "utf8"));
  });

  test("are taken by groff without a warning", {
    skip: has("groff", "--version") ? false : "there is no groff",
  }, () => {
    for (const page of pages) {
      const { status, stderr, stdout } = spawnSync("groff", ["-man", "-Tutf8", "-ww", "-z", page], {
        cwd: MAN,
        encoding: "utf8",
      });
      assert.deepEqual([status, stderr, stdout], [0, "", ""], page);
    }
  });

  test("pass mandoc's lint", {
    skip: has("sh", "-c", "command -v mandoc") ? false : "there is no mandoc",
  }, () => {
    const paths = pages.map((page) => join(MAN, page));
    const { stdout } = spawnSync("mandoc", ["-T", "lint", "-W", "warning", ...paths], { encoding: "utf8" });
    // The date is left out on purpose.
    const lines = stdout.split("\n").filter((line) => line !== "" && !line.includes("missing date"));
    assert.deepEqual(lines, []);
  });

  test("show text that looks like roff as it is", {
    skip: has("man", "--version") ? false : "there is no man",
  }, () => {
    writeFileSync(join(folder, "page.1"), readFileSync(join(MAN, "facepipe-scan.1")));
    const env = { ...process.env, MANWIDTH: "200", LANG: "C.UTF-8" };
    const shown = spawnSync("man", ["-l", "page.1"], { cwd: folder, env, encoding: "utf8" }).stdout;
    writeFileSync(join(folder, "config.1"), readFileSync(join(MAN, "facepipe-config.1")));
    const other = spawnSync("man", ["-l", "config.1"], { cwd: folder, env, encoding: "utf8" }).stdout;
    assert.match(other, /select\(\.from != "default"\)\.option'/);
    assert.match(shown, /find \. -name '\*\.jpg' -print0 \| facepipe scan --files-from - -0/, ROOT);
  });
});
