/**
 * The version of this package.
 * @module
 */
import { createRequire } from "node:module";

/** The version in package.json, found under its own name wherever the package is installed; which takes a moment. */
export function version(): string {
  return createRequire(import.meta.url)("facepipe/package.json").version;
}
