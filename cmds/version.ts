/**
 * The version of this package.
 * @module
 */
import { createRequire } from "node:module";

/** The version in package.json, found under its own name wherever the package is installed. */
export const VERSION: string = createRequire(import.meta.url)("facepipe/package.json").version;
