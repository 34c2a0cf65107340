/**
 * What cannot be undone asks for `--yes`: no question that a script could not answer.
 * @module
 */
import { EXIT, FacepipeError } from "../core/mod.ts";
import type { Options } from "./option.ts";

/** The option that says that it is meant. */
export const YES_OPTION = {
  yes: { type: "boolean", alias: "y", describe: "Do it, though it cannot be undone" },
} as const satisfies Options;

/** @throws FacepipeError (exit 2) unless `--yes` was given. */
export function confirmed(yes: boolean, what: string, loss: string): void {
  if (yes) return;
  throw new FacepipeError("BAD_PARAM", `Cannot ${what}: ${loss}; add --yes if that is meant`, {
    exit: EXIT.usage,
    param: "--yes",
  });
}
