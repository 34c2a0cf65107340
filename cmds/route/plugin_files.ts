/**
 * From the values of --plugin to files and names.
 * @module
 */
import { stat } from "node:fs/promises";
import { parse, resolve } from "node:path";
import { reasonOf, usageError } from "../../core/mod.ts";

/** The file of a plugin, and what the plugin is called. */
export interface PluginFile {
  /** Absolute path. */
  readonly file: string;
  /** The file's name without its extension. */
  readonly name: string;
}

/** @throws FacepipeError (exit 2) where there is none, one is no file, or two have the same name. */
export async function pluginFiles(paths: readonly string[]): Promise<PluginFile[]> {
  if (paths.length === 0) throw usageError("--plugin", undefined, "it is needed at least once");
  const names = new Set<string>();
  const files: PluginFile[] = [];
  for (const path of paths) {
    const { name } = parse(path);
    if (names.has(name)) throw usageError("--plugin", path, `another plugin is called ${name} already`);
    names.add(name);
    const stats = await stat(path).catch((thrown) => {
      throw usageError("--plugin", path, reasonOf(thrown));
    });
    if (!stats.isFile()) throw usageError("--plugin", path, "expected a file");
    files.push({ file: resolve(path), name });
  }
  return files;
}
