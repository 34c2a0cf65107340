/**
 * The page of record fields, which follows from the field table.
 * @module
 */
import { join } from "node:path";
import { schemaMarkdown } from "../../core/mod.ts";
import { ROOT } from "./paths.ts";

/** Path of the page. */
export const RECORDS_PAGE = join(ROOT, "examples/records.md");

const SECTION = /(<!-- schema begins -->\n)[\s\S]*(<!-- schema ends -->)/;

/** The page with the tables that the field table gives. */
export function withSchema(page: string): string {
  if (!SECTION.test(page)) throw new Error("the page of records has no place for the schema");
  return page.replace(
    SECTION,
    (_, begin: string, end: string) => `${begin}\n${schemaMarkdown().trim()}\n\n${end}`,
  );
}
