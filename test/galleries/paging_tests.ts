import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Gallery,
  galleriesOver,
  Id,
  type ListOptions,
  Meta,
  SimilarFace,
  type Uint64,
} from "../../core/mod.ts";
import { seeded } from "../tools/random_vectors.ts";
import type { Part } from "./suite.ts";
import { face, fails, HALF } from "./world.ts";

/** Pages of lists: every face exactly once, whatever happens in between. */
export const pagingTests: Part = (world) => {
  const filled = async (count: number): Promise<Gallery> => {
    const gallery = (await world().newClient()).gallery("crowd");
    await gallery.create();
    const faces = Array.from({ length: count }, (_, i) => ({
      id: BigInt(2 * i),
      source: face(Math.cos(i / count), Math.sin(i / count)),
      meta: { half: i % 2 },
    }));
    for (let i = 0; i < count; i += 500) await gallery.addAll(faces.slice(i, i + 500));
    return gallery;
  };

  const pages = async (
    gallery: Gallery,
    options: ListOptions,
    between: (page: number) => Promise<unknown> = async () => {},
  ): Promise<Uint64[][]> => {
    const all: Uint64[][] = [];
    for (let page: string | undefined; ; ) {
      const answer = await gallery.list({ ...options, ...(page === undefined ? {} : { page }) });
      all.push(answer.faces.map(({ id }) => id));
      page = answer.nextPage;
      if (page === undefined) return all;
      await between(all.length);
    }
  };

  test("pages have the size that was asked for, and the last one has no next one", async () => {
    const gallery = await filled(10);
    for (const [limit, sizes] of [
      [4, [4, 4, 2]],
      [5, [5, 5]],
      [10, [10]],
      [1000, [10]],
    ] as const) {
      const found = await pages(gallery, { limit });
      assert.deepEqual(
        found.map((page) => page.length),
        sizes,
      );
    }
    assert.deepEqual((await gallery.list()).faces.length, 10);
    for (const limit of [0, -1, 1.5, 100_001, Number.NaN])
      await fails(() => gallery.list({ limit }), "BAD_PARAM", "limit");
  });

  for (const sort of ["id", "-id", "-confidence"] as const) {
    test(`${sort}: pages in order, each face once, with filters`, async () => {
      const gallery = await filled(60);
      const similar = sort === "-confidence" ? [SimilarFace(face(1, 0), 0.5)] : [];
      const filters = [Meta("half").oneof(1), Id.gte(20), ...similar];
      const found = (await pages(gallery, { sort, filters, limit: 7 })).flat();
      const expected = Array.from({ length: 25 }, (_, i) => BigInt(22 + 4 * i));
      assert.deepEqual(found, sort === "-id" ? expected.reverse() : expected);
    });
  }

  test("a match that is removed before it is read ends no list", async () => {
    const user = await world().newUser();
    const { store } = world();
    const search: typeof store.searchFaces = async (...args) => {
      const answer = await store.searchFaces(...args);
      const [first] = answer.rows;
      if (first) await store.removeFaces(args[0], args[1], [first.id]);
      return answer;
    };
    const forward = (target: object, key: string) => {
      const value = Reflect.get(target, key);
      return key === "searchFaces" ? search : typeof value === "function" ? value.bind(target) : value;
    };
    const meddled = new Proxy(store, { get: (target, key) => forward(target, String(key)) });
    const gallery = galleriesOver(meddled, { scaleOf: () => HALF })
      .client(user)
      .gallery("crowd");
    await gallery.create();
    await gallery.addAll(Array.from({ length: 20 }, (_, i) => ({ id: BigInt(i), source: face(1, 0) })));
    const found = await pages(gallery, { filters: [SimilarFace(face(1, 0))], limit: 5 });
    assert.deepEqual(
      found.map((page) => page.length),
      [4, 4, 4, 4],
    );
  });

  test("faces of one confidence are paged by id", async () => {
    const gallery = (await world().newClient()).gallery("twins");
    await gallery.create();
    await gallery.addAll(Array.from({ length: 9 }, (_, i) => ({ id: BigInt(i), source: face(1, 0) })));
    const found = await pages(gallery, { filters: [SimilarFace(face(1, 0))], limit: 2 });
    assert.deepEqual(found.flat(), [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
  });

  test("while others add and delete, each face that stays comes exactly once", async () => {
    const gallery = await filled(1_000);
    const random = seeded(5);
    const gone = new Set<Uint64>();
    const found = await pages(gallery, { limit: 37 }, async (page) => {
      const added = Array.from({ length: 20 }, () => ({
        id: BigInt(2 * Math.floor(random() * 1_000) + 1),
        source: face(1, 0),
      }));
      await gallery.addAll(added);
      const victim = BigInt(2 * page);
      gone.add(victim);
      await gallery.delete(victim);
    });
    const even = found.flat().filter((id) => id % 2n === 0n && !gone.has(id));
    const expected = Array.from({ length: 1_000 }, (_, i) => BigInt(2 * i)).filter((id) => !gone.has(id));
    assert.deepEqual(even, expected);
    assert.equal(new Set(found.flat()).size, found.flat().length);
  });

  test("a page that was changed, or is of another list, is refused", async () => {
    const gallery = await filled(10);
    const { nextPage = "" } = await gallery.list({ limit: 3 });
    const list = (options: ListOptions) => gallery.list({ limit: 3, ...options });
    for (const [i] of [...nextPage].entries()) {
      const changed = nextPage.slice(0, i) + (nextPage[i] === "A" ? "B" : "A") + nextPage.slice(i + 1);
      await fails(() => list({ page: changed }), "BAD_PARAM", "page");
    }
    for (const page of ["", "x", nextPage.slice(1), `${nextPage}A`, `${nextPage}=`, 7 as never, {} as never])
      await fails(() => list({ page }), "BAD_PARAM", "page");
    await fails(() => list({ page: nextPage, sort: "-id" }), "BAD_PARAM", "page");
    await fails(() => list({ page: nextPage, filters: [Id.gte(1)] }), "BAD_PARAM", "page");
    const other = await filled(10);
    await fails(() => other.list({ page: nextPage }), "BAD_PARAM", "page");
    assert.deepEqual(
      (await list({ page: nextPage, limit: 2 })).faces.map(({ id }) => id),
      [6n, 8n],
    );
  });

  test("orders that there are not", async () => {
    const gallery = await filled(1);
    for (const sort of ["odd", "-confidence", 7])
      await fails(() => gallery.list({ sort: sort as "id" }), "BAD_PARAM", "sort");
  });

  test("lists have vectors and crops where they are asked for", async () => {
    const gallery = (await world().newClient()).gallery("whole");
    await gallery.create();
    await gallery.add(1, { ...face(3, 4), crop: Uint8Array.of(9) } as never);
    assert.deepEqual((await gallery.list()).faces[0], {
      id: 1n,
      embedder: "tiny@0123456789ab",
      meta: {},
      facts: {},
    });
    const [whole] = (await gallery.list({ whole: true })).faces;
    assert.deepEqual(whole!.embedding, Float32Array.of(0.6, 0.8));
    assert.deepEqual(Uint8Array.from(whole!.crop!), Uint8Array.of(9));
  });
};
