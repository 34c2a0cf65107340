/**
 * What must hold of a command, whatever it was fed.
 * @module
 */
import assert from "node:assert/strict";
import type { Outcome } from "../tools/shell.ts";

/**
 * Checks that a stage ended as it should: an exit code that its records explain, an `end` record
 * (unless its input had none) or a fatal error, never both, no stack trace and no defect.
 */
export function checkOutcome({ rc, stdout, stderr }: Outcome, what: string): void {
  const about = `${what}: exit code ${rc}\n${stderr.slice(0, 2000)}`;
  assert.ok([0, 3, 4].includes(rc), about);
  assert.doesNotMatch(stderr, /^\s+at .+:\d+:\d+\)?$/m, about);
  assert.doesNotMatch(stderr + stdout, /UNKNOWN_ERROR/, about);
  const records = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const last = records.at(-1);
  const fatal = records.some(({ kind, fatal }) => kind === "error" && fatal === true);
  assert.equal(fatal, rc === 4, about);
  // A stream whose end record was lost has none on the other side either.
  const lost = stderr.includes("has no end record");
  if (fatal) assert.equal(last?.kind, "error", about);
  else assert.equal(last?.kind === "end", !lost, about);
  assert.equal(
    records.some(({ kind }) => kind === "error"),
    rc !== 0,
    about,
  );
}
