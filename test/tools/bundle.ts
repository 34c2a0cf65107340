/**
 * Part of the build: bundles what users run into `dist/package`, since Node takes longer to find
 * and link hundreds of small modules than to run a light command.
 * @module
 */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./paths.ts";

/** Folder of the bundles, all side by side: a worker is found beside whichever file starts it. */
export const PACKAGE = join(ROOT, "dist/package");

const DIST = join(ROOT, "dist");

/** Bundle names of the library's entries. */
const LIBRARY = {
  index: "cmds/mod.js",
  core: "core/mod.js",
  formats: "formats/mod.js",
  models: "models/mod.js",
};

/** Writes the bundles of the executables, the library and the workers. */
export async function bundle(): Promise<void> {
  const { dependencies, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(
      Object.entries({ ...executables(), ...LIBRARY, ...workers() }).map(([name, file]) => [
        name,
        join(DIST, file),
      ]),
    ),
    outdir: PACKAGE,
    bundle: true,
    // Pieces that entries share are files of their own, so that a class is the same one everywhere.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // Half as much to parse at every start; names stay, for whoever reads a stack trace.
    minifyWhitespace: true,
    minifySyntax: true,
    external: Object.keys(dependencies),
    define: { FACEPIPE_VERSION: JSON.stringify(version) },
    metafile: true,
    logLevel: "warning",
  });
  writeFileSync(join(PACKAGE, "licenses.txt"), licenses(Object.keys(metafile.inputs)));
}

/**
 * Writes the script and the style of the page that `report` makes: beside the bundles, and beside the
 * modules that the tests import.
 */
export async function bundlePage(): Promise<void> {
  const page = join(ROOT, "formats/report/page");
  await build({
    entryPoints: ["main.ts", "page.css"].map((file) => ({ in: join(page, file), out: "report_page" })),
    outdir: PACKAGE,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });
  for (const file of ["report_page.js", "report_page.css"]) {
    copyFileSync(join(PACKAGE, file), join(DIST, "formats/report", file));
  }
}

/** Names of the files in a folder of `dist`, without extension. */
function namesIn(folder: string): string[] {
  const files = readdirSync(join(DIST, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".js")).map((file) => file.slice(0, -".js".length));
}

function executables(): Record<string, string> {
  return Object.fromEntries(namesIn("cmds/bin").map((name) => [`bin-${name}`, `cmds/bin/${name}.js`]));
}

/** Modules that run in threads of their own: their names end with "worker". */
function workers(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const folder of ["cmds", "core", "formats", "models"]) {
    for (const name of namesIn(folder).filter((file) => /(^|[/_])worker$/.test(file))) {
      if (found[basename(name)]) throw new Error(`two workers are called ${basename(name)}`);
      found[basename(name)] = `${folder}/${name}.js`;
    }
  }
  return found;
}

/** The licence texts of the packages that became part of the bundles. */
function licenses(inputs: readonly string[]): string {
  const names = inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort().map(licenseOf).join("\n");
}

function licenseOf(name: string): string {
  const folder = join(ROOT, "node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`package ${name} has no licence text to ship`);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8")}`;
}
