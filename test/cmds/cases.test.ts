/**
 * Golden cases: each folder of test/cases/<command>/ holds a script `cmd` and what it must print
 * and return: `expout`, `experr` and `rc`, each empty or 0 where it is absent. `input/`, where a
 * case has one, is copied into the scratch folder first. A case that uses a program of the system
 * that is absent, such as jq, is skipped. `npm run cases` writes the expectations
 * anew; look at the difference before you commit it.
 * @module
 */
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "../tools/paths.ts";
import { skipWithout } from "../tools/programs.ts";
import { type Outcome, scratch, sh } from "../tools/shell.ts";

const CASES = join(ROOT, "test/cases");
const regenerate = process.env.FACEPIPE_REGENERATE === "1";
const base = scratch();
// Some cases run as another user.
chmodSync(base, 0o755);

for (const command of readdirSync(CASES).sort()) {
  describe(`cases of ${command}`, { concurrency: 2 }, () => {
    for (const name of readdirSync(join(CASES, command)).sort()) {
      const folder = join(CASES, command, name);
      test(name, { skip: skipWithout(readFileSync(join(folder, "cmd"), "utf8")) }, () => runCase(folder));
    }
  });
}

async function runCase(folder: string): Promise<void> {
  const cwd = await mkdtemp(join(base, "case-"));
  if (existsSync(join(folder, "input"))) cpSync(join(folder, "input"), cwd, { recursive: true });
  const outcome = normalised(await sh(readFileSync(join(folder, "cmd"), "utf8"), cwd), cwd);
  if (regenerate) return write(folder, outcome);
  assert.deepEqual(outcome, {
    rc: Number(expected(folder, "rc") || 0),
    stdout: expected(folder, "expout"),
    stderr: expected(folder, "experr"),
  });
}

/** Paths of the scratch folder differ from run to run. */
function normalised({ rc, stdout, stderr }: Outcome, cwd: string): Outcome {
  const hide = (text: string) => text.replaceAll(cwd, "$CWD").replaceAll(ROOT, "$ROOT");
  return { rc, stdout: hide(stdout), stderr: hide(stderr) };
}

function expected(folder: string, file: string): string {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function write(folder: string, { rc, stdout, stderr }: Outcome): void {
  for (const [file, text] of [
    ["rc", rc === 0 ? "" : `${rc}\n`],
    ["expout", stdout],
    ["experr", stderr],
  ] as const) {
    rmSync(join(folder, file), { force: true });
    if (text !== "") writeFileSync(join(folder, file), text);
  }
}
