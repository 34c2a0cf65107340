/**
 * What happens to a gallery when processes are killed, and when many write at once. For every kind of store.
 * @module
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Gallery, galleriesOver, LOCAL_USER, Meta, type OpenGalleries } from "../../core/mod.ts";
import { ROOT } from "../tools/paths.ts";
import { seeded } from "../tools/random_vectors.ts";
import { testFace } from "../tools/test_faces.ts";
import type { StorePlace } from "./world.ts";

const CHILD = join(ROOT, "dist/test/tools/gallery_child.js");

/** Kills of the suite; `FACEPIPE_KILLS=200` is what a release is tested with. */
const KILLS = Number(process.env.FACEPIPE_KILLS ?? 24);

/** Everything is read after each kill, which takes the longer the more there is. */
const KILLS_A_GALLERY = 20;

/** Faces that are paged through while others are added; `FACEPIPE_PAGED=100000` likewise. */
const PAGED = Number(process.env.FACEPIPE_PAGED ?? 5_000);

const WRITERS = 8;

const MEET_CHILD = join(ROOT, "dist/test/tools/meet_child.js");
const PEOPLE = 8;

/** A process that meets new people: ready, told to begin, and the persons that it names. */
function meet(address: string, gallery: string, number: number) {
  const args = [MEET_CHILD, address, gallery, String(number), String(PEOPLE)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const exit = once(child, "close");
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  const ready = Promise.race([once(child.stdout, "data"), exit]);
  return {
    ready,
    begin: () => child.stdin.write("go\n"),
    exit,
    persons: () => text.trim().split("\n").slice(1),
  };
}

/** A process that adds faces, and what it said. */
class Adder {
  readonly added = new Set<bigint>();
  readonly deleted = new Set<bigint>();
  /** Deletions may have been under way. */
  readonly refused = new Set<bigint>();
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
  readonly exit: Promise<unknown[]>;
  #rest = "";

  constructor(address: string, gallery: string, first: number, count: number, atOnce: number) {
    const args = [CHILD, address, gallery, String(first), String(count), String(atOnce)];
    this.child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.exit = once(this.child, "close");
    const { stdout } = this.child;
    this.ready = once(stdout!.setEncoding("utf8"), "data");
    stdout!.on("data", (text: string) => this.#take(text));
  }

  /** A last line that was cut was not acknowledged. */
  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) {
      const id = BigInt(line.replace(/\D/g, "") || 0);
      if (line.startsWith("-")) this.deleted.add(id);
      else if (line.startsWith("!")) this.refused.add(id);
      else if (line !== "ready") this.added.add(id);
    }
  }
}

/** All faces of a gallery, by id, in pages. */
async function readAll(gallery: Gallery, limit = 1_000, between = async () => {}): Promise<bigint[]> {
  const ids: bigint[] = [];
  for (let page: string | undefined; ; ) {
    const { faces, nextPage } = await gallery.list({ limit, whole: true, ...(page && { page }) });
    for (const face of faces) {
      const { meta, source } = testFace(face.id);
      const { embedding, path, crop } = source as never as Record<string, unknown>;
      assert.deepEqual(face.embedding, embedding, `the vector of face ${face.id} is torn`);
      assert.deepEqual([face.meta, face.facts.path], [meta, path]);
      assert.deepEqual(Uint8Array.from(face.crop!), crop);
      ids.push(face.id);
    }
    page = nextPage;
    if (page === undefined) return ids;
    await between();
  }
}

/** Declares the tests for a kind of store; its places need an address that other processes can open. */
export function processSuite(name: string, newPlace: () => Promise<StorePlace & { address: string }>): void {
  describe(`${name}: processes`, () => {
    let place: Awaited<ReturnType<typeof newPlace>>;
    let all: OpenGalleries;
    before(async () => {
      place = await newPlace();
      all = galleriesOver(await place.open());
    });
    after(async () => {
      await all.close();
      await place.remove();
    });
    const create = async (gallery: string) => {
      const created = all.client(LOCAL_USER).gallery(gallery);
      await created.create();
      return created;
    };

    test(`${KILLS} kills lose no acknowledged face and tear none`, { timeout: 1_800_000 }, async () => {
      const random = seeded(KILLS);
      let gallery = await create("killed-0");
      let present = new Set<bigint>();
      let cut = 0;
      for (let i = 0; i < KILLS; i++) {
        if (i > 0 && i % KILLS_A_GALLERY === 0) {
          gallery = await create(`killed-${i}`);
          present = new Set();
        }
        const adder = new Adder(place.address, gallery.name, 100_000 * i, 10_000, 1 + (i % 3) * 4);
        await adder.ready;
        await new Promise((resolve) => setTimeout(resolve, random() * 250));
        adder.child.kill("SIGKILL");
        await adder.exit;
        if (adder.added.size < 10_000) cut++;
        for (const id of adder.added) if (id % 10n !== 5n) present.add(id);
        assert.equal(adder.refused.size, 0);

        const ids = await readAll(gallery);
        const found = new Set(ids);
        for (const id of present) assert.ok(found.has(id), `face ${id} is lost`);
        for (const id of adder.deleted) assert.ok(!found.has(id), `face ${id} is back`);
        assert.equal(found.size, ids.length);
        for (const id of ids) present.add(id);
        await assertConsistent(all, gallery, ids);
      }
      assert.ok(cut > KILLS / 2, `only ${cut} of ${KILLS} were cut short`);
    });

    test(`${WRITERS} processes add to one gallery at once and lose nothing`, {
      timeout: 600_000,
    }, async () => {
      const gallery = await create("shared");
      const count = 60;
      // Half of each one's ids are the next one's too.
      const adders = Array.from(
        { length: WRITERS },
        (_, i) => new Adder(place.address, "shared", i * (count / 2), count, 1 + (i % 2)),
      );
      const codes = await Promise.all(adders.map(({ exit }) => exit));
      assert.ok(
        codes.every(([code]) => code === 0),
        `they exit with ${codes}`,
      );
      const owners = new Map<bigint, number>();
      for (const { added } of adders) for (const id of added) owners.set(id, (owners.get(id) ?? 0) + 1);
      // Whoever deletes a face makes its id free for another one.
      for (const [id, times] of owners)
        assert.ok(times === 1 || id % 10n === 5n, `face ${id} was added ${times} times`);
      const ids = await readAll(gallery);
      const expected = [...owners.keys()].filter((id) => id % 10n !== 5n).sort((a, b) => Number(a - b));
      assert.equal(expected.length, Math.ceil(((WRITERS + 1) * (count / 2) * 9) / 10));
      assert.deepEqual(ids, expected);
      await assertConsistent(all, gallery, ids);
    });

    test("two processes that meet the same new people make one person of each", {
      timeout: 120_000,
    }, async () => {
      await create("met");
      const children = [1, 2].map((number) => meet(place.address, "met", number));
      await Promise.all(children.map(({ ready }) => ready));
      for (const { begin } of children) begin();
      for (const { exit } of children) assert.deepEqual(await exit, [0, null]);
      const [one, other] = children.map(({ persons }) => persons());
      assert.equal(new Set(one).size, PEOPLE);
      assert.deepEqual(other, one);
      assert.equal(await all.documents.persons.count(LOCAL_USER), PEOPLE);
      assert.equal((await all.client(LOCAL_USER).gallery("met").list()).faces.length, 2 * PEOPLE - 1);
      assert.equal(await all.documents.counters.count(LOCAL_USER), 0);
    });

    test(`paging through ${PAGED} faces while others are added shows each once`, {
      timeout: 600_000,
    }, async () => {
      const gallery = await create("paged");
      const own = Array.from({ length: PAGED }, (_, i) => BigInt(i * 1_000));
      for (let i = 0; i < PAGED; i += 1_000) await gallery.addAll(own.slice(i, i + 1_000).map(testFace));
      const adders = [1, 2].map(
        (i) => new Adder(place.address, "paged", PAGED * 500 * i - 1_499, 100_000, 10),
      );
      await Promise.all(adders.map(({ ready }) => ready));
      const ids = await readAll(gallery, 311);
      for (const { child } of adders) child.kill("SIGKILL");
      await Promise.all(adders.map(({ exit }) => exit));
      assert.ok(
        adders.every(({ added }) => added.size > 0),
        "nothing was added meanwhile",
      );
      assert.equal(new Set(ids).size, ids.length);
      const mine = new Set(own);
      assert.deepEqual(
        ids.filter((id) => mine.has(id)),
        own,
      );
    });
  });
}

/** The number of faces, the terms of metadata, and the index agree with the faces. */
async function assertConsistent(all: OpenGalleries, gallery: Gallery, ids: readonly bigint[]): Promise<void> {
  const { number } = (await all.store.readGallery(LOCAL_USER, gallery.name)).rows[0]!;
  assert.equal(number, ids.length);
  const count = async (value: string) => {
    const { faces } = await gallery.list({ filters: [Meta("tags").oneof(value)], limit: 100_000 });
    return faces.length;
  };
  if (ids.length === 0) return;
  assert.deepEqual(
    [await count("t0"), await count("all")],
    [ids.filter((id) => id % 3n === 0n).length, ids.length],
  );
  const some = [ids[0]!, ids.at(-1)!, ids[Math.floor(ids.length / 2)]!];
  const found = await gallery.identify(
    some.map((id) => testFace(id).source),
    { threshold: 0.99 },
  );
  assert.deepEqual(
    found.map(({ matches }) => matches[0]?.id),
    some,
  );
}
