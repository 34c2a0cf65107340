/**
 * The version of this package.
 * @module
 */
import { createRequire } from "node:module";

/** The bundles have it in place of this name: reading a file takes a moment at every start. */
declare const FACEPIPE_VERSION: string | undefined;

/** The version in package.json, found under its own name wherever the package is installed. */
export const VERSION: string =
  typeof FACEPIPE_VERSION === "string"
    ? FACEPIPE_VERSION
    : createRequire(import.meta.url)("facepipe/package.json").version;
