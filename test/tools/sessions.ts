/**
 * Sessions in Markdown pages: blocks of `console`, with commands after `$` and what they print.
 * @module
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ROOT, SAMPLE_NAMES, SAMPLES } from "./paths.ts";
import { sh } from "./shell.ts";

const BLOCK = /(```console\n)([\s\S]*?)(```)/g;
const COMMAND = /^\$ (.*(?:\n> .*)*)\n((?:(?![$>] ).*\n)*)/gm;

/** A comment that nobody sees in the page: what makes the folder that its session begins in. */
const SETTING = /<!-- before: ([\s\S]*?)-->/;

/** The scripts of a page, for whoever wants to know which programs they use. */
export function scriptOf(page: string): string {
  const commands = [...page.matchAll(BLOCK)].flatMap(([, , block]) => [...block!.matchAll(COMMAND)]);
  return [SETTING.exec(page)?.[1] ?? "", ...commands.map(([, command]) => command)].join("\n");
}

/**
 * Runs the sessions of a page, one block after the other, in a folder with the six sample photos in
 * `photos`, and `examples` where the page uses one. Every command has to succeed.
 *
 * @returns The page with what the commands printed.
 */
export async function runSessions(page: string, folder: string): Promise<string> {
  mkdirSync(join(folder, "photos"));
  for (const name of SAMPLE_NAMES) cpSync(join(SAMPLES, name), join(folder, "photos", name));
  if (scriptOf(page).includes("examples/")) symlinkSync(join(ROOT, "examples"), join(folder, "examples"));
  const setting = SETTING.exec(page)?.[1];
  if (setting !== undefined) await run(setting, folder);
  let told = "";
  let end = 0;
  for (const { 0: all, 1: open, 2: block, index } of page.matchAll(BLOCK)) {
    told += `${page.slice(end, index)}${open}${await runBlock(block!, folder)}\`\`\``;
    end = index + all.length;
  }
  return told + page.slice(end);
}

async function runBlock(block: string, folder: string): Promise<string> {
  let told = "";
  for (const [, command] of block.matchAll(COMMAND)) {
    told += `$ ${command}\n${await run(command!.replace(/\n> /g, "\n"), folder)}`;
  }
  return told;
}

async function run(script: string, folder: string): Promise<string> {
  const { rc, stdout, stderr } = await sh(script, folder);
  assert.equal(rc, 0, `${script}\n${stderr}`);
  return stdout;
}
