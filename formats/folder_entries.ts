/**
 * Names in folders: their order, and which of them are left out.
 * @module
 */
import type { Dirent } from "node:fs";
import { basename, extname, sep } from "node:path";
import picomatch from "picomatch";

/** The entries of a folder by name, in an order that does not depend on the system. */
export function named(entries: Dirent<Buffer>[]): { name: string; bytes: Buffer; entry: Dirent<Buffer> }[] {
  return entries
    .map((entry) => ({ name: entry.name.toString("utf8"), bytes: entry.name, entry }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : Buffer.compare(a.bytes, b.bytes)));
}

/** A file's name without its extension, in lower case. */
export function stemOf(path: string): string {
  return basename(path, extname(path)).toLowerCase();
}

/** Whether a name is all that its bytes say. */
export function isText(bytes: Buffer, name: string): boolean {
  return Buffer.from(name, "utf8").equals(bytes);
}

/** Tells which paths match a pattern; one without a slash matches a name at any depth. */
export function excluder(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map((pattern) => {
    const matches = picomatch(pattern.replace(/\/$/, ""), { dot: true });
    return pattern.replace(/\/$/, "").includes("/") ? matches : (path: string) => matches(basename(path));
  });
  return (path) => matchers.some((matches) => matches(path.split(sep).join("/")));
}
