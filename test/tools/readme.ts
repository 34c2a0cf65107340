/**
 * The generated part of the README.
 * @module
 */
import { schemaMarkdown } from "../../core/mod.ts";

const SECTION = /(<!-- schema begins -->\n)[\s\S]*(<!-- schema ends -->)/;

/** The README with the table of fields that the field table gives. */
export function withSchema(readme: string): string {
  if (!SECTION.test(readme)) throw new Error("the README has no place for the schema");
  return readme.replace(
    SECTION,
    (_, begin: string, end: string) => `${begin}\n${schemaMarkdown().trim()}\n\n${end}`,
  );
}
