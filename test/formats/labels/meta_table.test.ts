/** @module */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readMetaTable } from "../../../formats/mod.ts";
import { scratch } from "../../tools/shell.ts";

const folder = scratch();

function table(text: string): Promise<Map<string, object>> {
  const file = join(folder, "staff.csv");
  writeFileSync(file, text);
  return readMetaTable(file);
}

test("columns are metadata, with types by their headings", async () => {
  const rows = await table(
    'path,Name,age:integer,tags:strings,zip\na.jpg,"Ann, B.",41,x; y,01234\nb.jpg,Bob,,,\n',
  );
  assert.deepEqual(
    rows,
    new Map<string, object>([
      ["a.jpg", { name: "Ann, B.", age: 41, tags: ["x", "y"], zip: "01234" }],
      ["b.jpg", { name: "Bob" }],
    ]),
  );
});

test("what does not follow the format is named with its line", async () => {
  await assert.rejects(table("path,age:integer\na.jpg,old\n"), {
    exit: 4,
    message: /line 2: .*age, got old/,
  });
  await assert.rejects(table("path,age:number\na.jpg,1\n"), { exit: 4, message: /line 1: .*age:number/ });
  await assert.rejects(table("name\nAnn\n"), { exit: 4, message: /expected a column path/ });
  await assert.rejects(table("path,name\na.jpg,Ann\na.jpg,Bob\n"), { exit: 4, message: /line 3: .*already/ });
});
