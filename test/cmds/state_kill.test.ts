/**
 * A state outlives runs that are killed while they use it.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { FaceRecord } from "../../core/mod.ts";
import { writeNdjson } from "../../formats/mod.ts";
import { randomFaces } from "../tools/people.ts";
import { scratch, sh } from "../tools/shell.ts";
import { joined, streamOf } from "../tools/streams.ts";

test("whenever a run is killed, the state is whole, and the next run can use it", async () => {
  const folder = scratch();
  const end = { kind: "end", stage: "detect", faces: 0, photos: 0, errors: 0 } as const;
  const faces = randomFaces(1, 3000, 300, 0.3);
  for (const [file, count] of [
    ["some.ndjson", 2000],
    ["all.ndjson", 3000],
  ] as const) {
    const records = streamOf<FaceRecord>(...faces.slice(0, count), { ...end, faces: count });
    writeFileSync(join(folder, file), await joined(writeNdjson(records)));
  }
  const first = await sh("group --state people.state < some.ndjson > first.ndjson", folder);
  assert.equal(first.rc, 0, first.stderr);
  for (let round = 0; round < 8; round++) {
    const delay = 0.15 + round * 0.05;
    await sh(`timeout -s KILL ${delay} group --state people.state < all.ndjson > /dev/null`, folder);
    const check = await sh("group --state people.state < some.ndjson | cmp - first.ndjson", folder);
    assert.deepEqual([check.rc, check.stdout, check.stderr], [0, "", ""], `killed after ${delay} s`);
  }
  const last = await sh("group --state people.state < all.ndjson > /dev/null", folder);
  assert.equal(last.rc, 0, last.stderr);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("people")),
    ["people.state"],
  );
});
