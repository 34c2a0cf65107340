/**
 * The script and the style of the page, as the build left them beside this file.
 * @module
 */
import { readFile } from "node:fs/promises";
import { reasonOf, storageError } from "../../core/mod.ts";

/** What makes a page of an album. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** @throws FacepipeError STORAGE_ERROR, exit 6, where facepipe was not built. */
export async function readPageFiles(): Promise<PageFiles> {
  const read = (name: string) => readFile(new URL(name, import.meta.url), "utf8");
  try {
    const [script, style] = await Promise.all([read("./report_page.js"), read("./report_page.css")]);
    return { script, style };
  } catch (thrown) {
    throw storageError(
      `Cannot read the parts of the page: ${reasonOf(thrown)}; npm run build makes them`,
      thrown,
    );
  }
}
