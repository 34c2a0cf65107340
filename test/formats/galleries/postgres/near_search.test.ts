/**
 * Searches through pgvector's HNSW index: their plans, and their recall against exact answers.
 * @module
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type FaceCondition, type FaceSearch, type GalleryFace, termText } from "../../../../core/mod.ts";
import { Database, type Work } from "../../../../formats/galleries/postgres/database.ts";
import { idOf } from "../../../../formats/galleries/postgres/face_rows.ts";
import { galleryRow } from "../../../../formats/galleries/postgres/gallery_rows.ts";
import { nearIndexState } from "../../../../formats/galleries/postgres/near_index.ts";
import { NEAR_SETTINGS, nearStatement } from "../../../../formats/galleries/postgres/server_search.ts";
import { sql } from "../../../../formats/galleries/postgres/sql.ts";
import { openWithLimits } from "../../../../formats/galleries/postgres/store.ts";
import { parsePostgresUrl } from "../../../../formats/galleries/postgres/url.ts";
import { findVectorExtension } from "../../../../formats/galleries/postgres/vector_extension.ts";
import { type PgliteServer, startPglite } from "../../../tools/pglite_server.ts";
import { clusteredVectors, seeded } from "../../../tools/random_vectors.ts";
import { exactMatches, face, makeGallery, searchFor } from "../store_fixture.ts";

const COUNT = 3_000;
const PEOPLE = 150;
const LENGTH = 48;
/** Small enough that the tests reach them. */
const LIMITS = { indexedFrom: 1_000, exactUpTo: 200 };

const { data } = clusteredVectors(seeded(2), COUNT, LENGTH, PEOPLE, 0.1);
const faces: GalleryFace[] = Array.from({ length: COUNT }, (_, i) =>
  face(i, {
    embedding: data.slice(LENGTH * i, LENGTH * (i + 1)),
    meta: { tenth: i % 10, side: (i % PEOPLE) % 2, n: i },
  }),
);
/** Vectors near faces of the gallery, but none of them. */
const probes = Array.from({ length: 30 }, (_, i) => {
  const near = clusteredVectors(seeded(i), 1, LENGTH, 1, 0).data;
  const mixed = near.map((value, k) => 0.3 * value + faces[97 * i]!.embedding[k]!);
  const length = Math.hypot(...mixed);
  return mixed.map((value) => value / length);
});
const side = (value: number): FaceCondition => ({ on: "meta", key: "side", anyOf: [termText(value)] });
const tenths = (most: number): FaceCondition => ({
  on: "meta",
  key: "tenth",
  min: termText(0),
  max: termText(most),
});

let server: PgliteServer;
let url: string;
const notes: string[] = [];

before(async () => {
  server = await startPglite();
  url = server.newSchema();
  const store = await open();
  await makeGallery(store, "ann", "g");
  await makeGallery(store, "bob", "g");
  // The neighbours of another owner lie closer to the probes than any of Ann's.
  const others = probes.map((embedding, i) => face(i, { embedding }));
  await store.addFaces("bob", "g", others);
  for (let i = 0; i < COUNT; i += 500) await store.addFaces("ann", "g", faces.slice(i, i + 500));
  await store.close();
});

after(() => server?.stop());

function open() {
  return openWithLimits(url, { note: (message) => notes.push(message) }, LIMITS);
}

/** Works with the database itself. */
async function withDatabase<T>(work: Work<T>): Promise<T> {
  const db = await Database.open(parsePostgresUrl(url));
  try {
    return await db.write(work);
  } finally {
    await db.close();
  }
}

function stateOfIndex(): Promise<string> {
  return withDatabase(async (session) => nearIndexState(session, await galleryRow(session, "ann", "g")));
}

/** Share of the true best that were found. */
function recall(searches: readonly FaceSearch[], found: readonly (readonly bigint[])[]): number {
  let hits = 0;
  let wanted = 0;
  for (const [i, search] of searches.entries()) {
    const ids = exactMatches(faces, search).map(({ id }) => id);
    hits += ids.filter((id) => found[i]!.includes(id)).length;
    wanted += ids.length;
  }
  return hits / wanted;
}

test("a gallery that grows large gets an index, a small one does not", async () => {
  assert.deepEqual(notes, []);
  assert.equal(await stateOfIndex(), "ready");
  const names = await withDatabase((session) =>
    session.all(
      sql`SELECT indexname FROM pg_indexes WHERE schemaname = ${session.t.schema} AND indexdef LIKE '%hnsw%'`,
    ),
  );
  assert.equal(names.length, 1);
  const store = await open();
  assert.equal((await store.stats("ann")).indexedVectors, COUNT);
  await store.close();
});

test("searches find what exact ones find, filtered or not, and nothing of others", async () => {
  const store = await open();
  const filters = [
    [],
    [side(0)],
    [tenths(4)],
    [tenths(0)],
    [side(1), tenths(2)],
    [{ on: "id", min: 2_000n }],
  ];
  for (const conditions of filters as FaceCondition[][]) {
    const searches = probes.map((vector) => searchFor(vector, { conditions }));
    const answers = await store.searchFacesAll("ann", "g", searches);
    const found = recall(
      searches,
      answers.map(({ rows }) => rows.map(({ id }) => id)),
    );
    assert.ok(
      found >= 0.99,
      `${JSON.stringify(conditions, (_, v) => (typeof v === "bigint" ? `${v}` : v))}: ${found}`,
    );
    for (const { rows } of answers) {
      assert.equal(rows.length, 10);
      assert.deepEqual(
        rows,
        rows.toSorted((a, b) => b.similarity - a.similarity),
      );
    }
  }
  await store.close();
});

test("the unfiltered search is planned through the gallery's own index", async () => {
  const extension = await findExtension();
  const plan = await withDatabase(async (session) => {
    const row = await galleryRow(session, "ann", "g");
    await session.command(NEAR_SETTINGS);
    // At this size looking at all faces is as fast; what counts is that the index can be used.
    await session.command(
      "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off",
    );
    const search = nearStatement(session, extension, row, searchFor(probes[0]!));
    return (await session.all(sql`EXPLAIN ${search}`)).flat().join("\n");
  });
  assert.match(plan, /Index Scan using vectors_near_\d+/);
});

test("through the index, a filter goes on until enough faces pass", async () => {
  const extension = await findExtension();
  for (const conditions of [[side(0)], [tenths(4)], [tenths(0)]]) {
    const searches = probes.map((vector) => searchFor(vector, { conditions }));
    const found = await withDatabase(async (session) => {
      const row = await galleryRow(session, "ann", "g");
      await session.command(NEAR_SETTINGS);
      await session.command(`
        SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off;
        SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off`);
      const answers: bigint[][] = [];
      for (const search of searches) {
        const rows = await session.all(nearStatement(session, extension, row, search));
        const best = rows.toSorted(([, a], [, b]) => Number(b) - Number(a)).slice(0, search.limit);
        answers.push(best.map(([id]) => idOf(id)));
      }
      return answers;
    });
    assert.ok(recall(searches, found) >= 0.99, JSON.stringify(conditions));
  }
});

test("thresholds, later pages and long answers are exact", async () => {
  const store = await open();
  const search = searchFor(probes[3]!, { limit: Infinity, minSimilarity: 0.4 });
  const { rows } = await store.searchFaces("ann", "g", search);
  const wanted = exactMatches(faces, search).map(({ id }) => id);
  assert.ok(wanted.length > 5);
  assert.deepEqual(
    rows.map(({ id }) => id),
    wanted,
  );
  const first = (await store.searchFaces("ann", "g", searchFor(probes[3]!))).rows;
  const next = (await store.searchFaces("ann", "g", searchFor(probes[3]!, { after: first.at(-1)! }))).rows;
  const twenty = exactMatches(faces, searchFor(probes[3]!, { limit: 20 })).map(({ id }) => id);
  assert.deepEqual(
    [...first, ...next].map(({ id }) => id),
    twenty,
  );
  const high = await store.searchFaces("ann", "g", searchFor(probes[3]!, { minSimilarity: 0.99 }));
  assert.deepEqual(high.rows, []);
  await store.close();
});

test("an index that was not finished is not trusted, and made again", async () => {
  await withDatabase((session) =>
    session.command(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid::regclass::text LIKE '%vectors_near%'",
    ),
  );
  assert.equal(await stateOfIndex(), "damaged");
  const store = await open();
  const { rows } = await store.searchFaces("ann", "g", searchFor(probes[0]!));
  assert.deepEqual(
    rows.map(({ id }) => id),
    exactMatches(faces, searchFor(probes[0]!)).map(({ id }) => id),
  );
  await store.addFaces("ann", "g", [face(0, { embedding: probes[0]! })]);
  await store.close();
  assert.equal(await stateOfIndex(), "ready");
});

test("removed faces are found no more, and the index goes with its gallery", async () => {
  const store = await open();
  const search = searchFor(probes[5]!);
  const best = (await store.searchFaces("ann", "g", search)).rows.map(({ id }) => id);
  await store.removeFaces("ann", "g", best);
  const check = async () => {
    const { rows } = await store.searchFaces("ann", "g", search);
    const left = faces.filter(({ id }) => !best.includes(id));
    assert.deepEqual(
      rows.map(({ id }) => id),
      exactMatches(left, search).map(({ id }) => id),
    );
  };
  await check();
  await store.forget();
  await check();
  await store.dropGallery("ann", "g");
  await store.close();
  const indexes = await withDatabase((session) =>
    session.all(sql`SELECT FROM pg_indexes WHERE indexname LIKE 'vectors_near_%'`),
  );
  assert.equal(indexes.length, 0);
});

async function findExtension() {
  const db = await Database.open(parsePostgresUrl(url));
  const extension = await findVectorExtension(db);
  await db.close();
  return extension!;
}
