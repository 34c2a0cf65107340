/** @module The schema page is complete. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_ENTRIES, KINDS, schemaMarkdown } from "../../core/mod.ts";

const sections = new Map(
  schemaMarkdown()
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split("\n")[0]!.replaceAll("`", ""), section]),
);

test("a table for each kind, and one of the types", () => {
  assert.deepEqual([...sections.keys()], [...KINDS, "Types"]);
});

test("each kind lists its fields in order, and no other", () => {
  for (const kind of KINDS) {
    const listed = [...sections.get(kind)!.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    const carried = FIELD_ENTRIES.filter(([, field]) => field.on.includes(kind)).map(([name]) => name);
    assert.deepEqual(listed, carried);
  }
});

test("rows say type, whether the field is always there, unit and meaning", () => {
  assert.ok(
    sections.get("face")!.includes("\n| `bbox` | box |  | pixels | Box around the face, x1, y1, x2, y2"),
  );
  assert.ok(
    sections.get("end")!.includes("\n| `photos` | integer | yes |  | Number of photo records written |"),
  );
});

test("every type that a field has is explained", () => {
  for (const [name, field] of FIELD_ENTRIES) {
    assert.match(sections.get("Types")!, new RegExp(`^\\| ${field.type} \\| .+ \\| .+ \\|$`, "m"), name);
  }
});

test("all tables are well-formed", () => {
  for (const line of schemaMarkdown()
    .split("\n")
    .filter((text) => text.startsWith("|"))) {
    assert.ok([4, 6].includes(line.split(/(?<!\\)\|/).length - 1), line);
  }
});
