/**
 * What the store does when the files of a gallery's index are damaged while it searches them.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SCAN_INDEXES, storageError, type VectorIndexes } from "../../../../core/mod.ts";
import { openSqliteStore } from "../../../../formats/mod.ts";
import { vectorIndexes } from "../../../../models/mod.ts";
import { scratch } from "../../../tools/shell.ts";
import { face, LENGTH, makeGallery, searchFor, unitVector } from "../store_fixture.ts";

const COUNT = 300;
const HEADER_BYTES = 4096;

/** Changes a bit of every vector in the files of a folder. */
function damageVectors(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".vectors"))) {
    const bytes = readFileSync(join(folder, name));
    for (let row = 0; row < COUNT; row++) bytes[HEADER_BYTES + row * 4 * LENGTH]! ^= 1;
    writeFileSync(join(folder, name), bytes);
  }
}

async function filled(path: string, indexes: VectorIndexes): Promise<void> {
  const store = await openSqliteStore(path, { indexes });
  await makeGallery(store, "ann", "family");
  await store.addFaces(
    "ann",
    "family",
    Array.from({ length: COUNT }, (_, i) => face(i)),
  );
  await store.searchFaces("ann", "family", searchFor(unitVector(7)));
  await store.close();
}

test("a search that finds damaged vectors answers from the database", async () => {
  const path = join(scratch(), "galleries.db");
  await filled(path, vectorIndexes());
  const notes: string[] = [];
  const store = await openSqliteStore(path, { indexes: vectorIndexes(), note: (line) => notes.push(line) });
  const ask = () => store.searchFaces("ann", "family", searchFor(unitVector(7)));
  const before = await ask();
  assert.equal(before.rows[0]?.id, 7n);
  damageVectors(`${path}-index`);
  assert.deepEqual(await ask(), before);
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /is built anew: the checksum of a vector in \S+ is wrong$/);
  assert.deepEqual(await ask(), before);
  assert.equal(notes.length, 1);
  await store.close();
});

test("a search that finds damage again fails", async () => {
  const path = join(scratch(), "galleries.db");
  await filled(path, SCAN_INDEXES);
  let searches = 0;
  const indexes: VectorIndexes = {
    ...SCAN_INDEXES,
    open: async (spec) => {
      const index = await SCAN_INDEXES.open(spec);
      index.searchAll = async () => {
        searches++;
        await index.reset();
        throw storageError("Cannot search the search index: it is damaged");
      };
      return index;
    },
  };
  const store = await openSqliteStore(path, { indexes });
  const search = store.searchFaces("ann", "family", searchFor(unitVector(7)));
  await assert.rejects(search, { code: "STORAGE_ERROR" });
  assert.equal(searches, 2);
  await store.close();
});
