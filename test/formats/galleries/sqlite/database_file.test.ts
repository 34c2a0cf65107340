import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DatabaseSync } from "@photostructure/sqlite";
import {
  EXIT,
  FacepipeError,
  type GalleryStore,
  galleriesOver,
  Id,
  LOCAL_USER,
  type OpenGalleries,
  SCAN_INDEXES,
  storageError,
  type VectorIndexes,
} from "../../../../core/mod.ts";
import { openSqliteStore, openStore } from "../../../../formats/mod.ts";
import { mountMemory, remount } from "../../../tools/mount.ts";
import { ROOT } from "../../../tools/paths.ts";
import { scratch } from "../../../tools/shell.ts";
import { testFace } from "../../../tools/test_faces.ts";

/** Asserts STORAGE_ERROR, exit 6, with words that say what to do. */
async function isStorageError(call: () => Promise<unknown>, advice: RegExp): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof FacepipeError, String(error));
    assert.deepEqual([error.code, error.exit], ["STORAGE_ERROR", EXIT.storage]);
    assert.match(error.message, /^Cannot use gallery database \S+: /);
    assert.match(error.message, advice);
    return true;
  });
}

async function filled(path: string, count = 20): Promise<OpenGalleries> {
  const galleries = galleriesOver(await openSqliteStore(path));
  const gallery = galleries.client(LOCAL_USER).gallery("family");
  await gallery.create();
  await gallery.addAll(Array.from({ length: count }, (_, i) => testFace(BigInt(i))));
  return galleries;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("the file, its side files and folders are their owner's alone, whatever the umask is", async () => {
  const folder = scratch();
  const before = process.umask(0);
  try {
    const path = join(folder, "new/deep/galleries.db");
    const galleries = await filled(path);
    assert.equal(modeOf(join(folder, "new/deep")), 0o700);
    for (const name of ["galleries.db", "galleries.db-wal", "galleries.db-shm"])
      assert.equal(modeOf(join(folder, "new/deep", name)), 0o600, name);
    await galleries
      .client(LOCAL_USER)
      .gallery("family")
      .identify([testFace(1n).source]);
    assert.equal(modeOf(`${path}-index`), 0o700);
    await galleries.close();
    // Until the process ends, or collects garbage, the log may stay, but nothing stays in it.
    const log = join(folder, "new/deep/galleries.db-wal");
    assert.ok(!existsSync(log) || statSync(log).size === 0);
  } finally {
    process.umask(before);
  }
});

test("it writes ahead, syncs fully and overwrites what is deleted", async () => {
  const path = join(scratch(), "a.db");
  const galleries = await filled(path);
  const other = new DatabaseSync(path);
  const pragma = (name: string) => Object.values(other.prepare(`PRAGMA ${name}`).get() as object)[0];
  assert.deepEqual(
    [pragma("journal_mode"), pragma("user_version"), pragma("application_id")],
    ["wal", 1, 0x66616365],
  );
  other.close();
  await galleries.close();
});

test("a closed store is opened again with all that is in it", async () => {
  const path = join(scratch(), "a.db");
  await (await filled(path)).close();
  for (const address of [path, `sqlite:${path}`]) {
    const galleries = galleriesOver(await openStore(address));
    const gallery = galleries.client(LOCAL_USER).gallery("family");
    assert.deepEqual(
      (await gallery.get(7)).embedding,
      (testFace(7n).source as { embedding: Float32Array }).embedding,
    );
    await galleries.close();
    await galleries.close();
  }
  await assert.rejects(() => openStore("mysql://a/b"), { code: "BAD_PARAM", param: "--db" });
});

test("a file that is no database", async () => {
  const path = join(scratch(), "a.db");
  for (const content of ["x", "x".repeat(10_000), "SQLite format 3\0"]) {
    writeFileSync(path, content);
    await isStorageError(() => openSqliteStore(path), /damaged|no database/);
    assert.equal(readFileSync(path, "utf8"), content);
  }
  writeFileSync(path, "");
  await (await openSqliteStore(path)).close();
});

test("a database of another program is left alone", async () => {
  const path = join(scratch(), "a.db");
  const other = new DatabaseSync(path);
  other.exec("CREATE TABLE songs (title TEXT)");
  other.close();
  await isStorageError(() => openSqliteStore(path), /another program: choose another file/);
  const again = new DatabaseSync(path);
  assert.equal((again.prepare("SELECT count(*) n FROM sqlite_schema").get() as { n: number }).n, 1);
  again.close();
});

test("a database of a newer version is left alone", async () => {
  const path = join(scratch(), "a.db");
  await (await filled(path)).close();
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 99");
  database.close();
  await isStorageError(
    () => openSqliteStore(path),
    /newer facepipe made it \(version 99, this one knows 1\): update/,
  );
});

test("a folder, a file in the way, and what is not there", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "a.db"));
  await isStorageError(() => openSqliteStore(join(folder, "a.db")), /no file/);
  writeFileSync(join(folder, "file"), "");
  await isStorageError(() => openSqliteStore(join(folder, "file/a.db")), /folder/);
  symlinkSync("loop", join(folder, "loop"));
  await isStorageError(() => openSqliteStore(join(folder, "loop")), /symbolic links/);
});

test("damage anywhere in the file is an error or harmless, never wrong data", {
  timeout: 120_000,
}, async () => {
  const folder = scratch();
  const path = join(folder, "a.db");
  await (await filled(path, 200)).close();
  const bytes = readFileSync(path);
  const copy = join(folder, "copy.db");
  let found = 0;
  for (let at = 0; at < bytes.length; at += Math.floor(bytes.length / 60)) {
    const damaged = Buffer.from(bytes);
    damaged.fill(0xa5, at, Math.min(at + 512, bytes.length));
    writeFileSync(copy, damaged);
    try {
      const galleries = galleriesOver(await openSqliteStore(copy));
      try {
        const gallery = galleries.client(LOCAL_USER).gallery("family");
        await gallery.list({ whole: true });
        await gallery.add(1_000, testFace(1_000n).source);
        await gallery.delete(3);
      } finally {
        await galleries.close().catch(() => {});
      }
    } catch (error) {
      assert.ok(error instanceof FacepipeError, String((error as Error).stack));
      assert.ok(
        ["STORAGE_ERROR", "GALLERY_NOT_FOUND", "NOT_FOUND", "CONFLICT"].includes(error.code),
        error.message,
      );
      found++;
    }
  }
  assert.ok(found > 5, `only ${found} of the damages were noticed`);
});

test("a vector of another length than its gallery's is damage", async () => {
  const path = join(scratch(), "a.db");
  await (await filled(path)).close();
  const database = new DatabaseSync(path);
  database.exec("UPDATE vectors SET vector = x'00000000' WHERE face = 3");
  database.close();
  const galleries = galleriesOver(await openSqliteStore(path));
  const gallery = galleries.client(LOCAL_USER).gallery("family");
  await isStorageError(() => gallery.get(2), /a vector of gallery family is damaged: restore/);
  await isStorageError(() => gallery.identify([testFace(1n).source]), /damaged/);
  assert.equal((await gallery.get(1)).id, 1n);
  await galleries.close().catch(() => {});
});

test("a read-only file or disk", async (t) => {
  const root = mountMemory(t, "disk", "size=4m");
  if (root === undefined) return;
  const path = join(root, "disk/a.db");
  await elsewhere(path, "");
  remount(join(root, "disk"), "ro");
  const adds = `
    try {
      await gallery.create();
    } catch (error) {
      console.log(JSON.stringify([error.code, error.exit, error.message]));
    }`;
  const [code, exit, message] = JSON.parse(await elsewhere(path, adds)) as [string, number, string];
  assert.deepEqual([code, exit], ["STORAGE_ERROR", EXIT.storage]);
  assert.match(message, /^Cannot use gallery database \S+: the file or its folder is read-only: check who/);
  await isStorageError(() => openSqliteStore(join(root, "disk/new.db")), /read-only/);
  remount(join(root, "disk"), "rw");
});

test("a full disk: nothing is torn, and it goes on when there is space", async (t) => {
  const root = mountMemory(t, "disk", "size=1m");
  if (root === undefined) return;
  const path = join(root, "disk/a.db");
  const said = await elsewhere(
    path,
    `
    await gallery.create();
    let id = 0n;
    try {
      for (; id < 10_000n; id++) await gallery.addAll([testFace(id)]);
    } catch (error) {
      console.log(JSON.stringify([Number(id), error.code, error.exit, error.message]));
    }
    if ((await gallery.list({ limit: 10_000 })).faces.length !== Number(id)) throw new Error("faces are missing");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    await gallery.addAll([testFace(50_000n)]);`,
    () => remount(join(root, "disk"), "size=8m"),
  );
  const [count, code, exit, message] = JSON.parse(said) as [number, string, number, string];
  assert.deepEqual([code, exit], ["STORAGE_ERROR", EXIT.storage]);
  assert.match(message, /^Cannot use gallery database \S+: the disk is full: free some space, and repeat$/);
  assert.ok(count > 10);
  const ids = await elsewhere(
    path,
    "console.log(JSON.stringify((await gallery.list({ limit: 10_000 })).faces.map(({ id }) => Number(id))));",
  );
  assert.deepEqual(JSON.parse(ids), [...Array.from({ length: count }, (_, i) => i), 50_000]);
});

/** Runs a script in another process, so that its end frees the file; `meanwhile` is called when it has said something. */
async function elsewhere(path: string, script: string, meanwhile?: () => void): Promise<string> {
  const all = `
    import { galleriesOver, LOCAL_USER } from "${ROOT}/dist/core/mod.js";
    import { openSqliteStore } from "${ROOT}/dist/formats/mod.js";
    import { testFace } from "${ROOT}/dist/test/tools/test_faces.js";
    const galleries = galleriesOver(await openSqliteStore(process.argv[1]));
    const gallery = galleries.client(LOCAL_USER).gallery("family");
    ${script}
    await galleries.close();
    process.exit();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", all, path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    meanwhile?.();
    child.stdin.end("go on");
  });
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  return said;
}

/** Another process that holds the write lock until it is told to let go. */
async function locker(path: string) {
  const script = `
    const { DatabaseSync } = require("@photostructure/sqlite");
    const database = new DatabaseSync(process.argv[1]);
    database.exec("BEGIN IMMEDIATE");
    console.log("locked");
    process.stdin.on("data", () => { database.exec("ROLLBACK"); process.exit(); });`;
  const child = spawn(process.execPath, ["-e", script, path], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return { letGo: () => void child.stdin.write("x"), gone: once(child, "exit") };
}

test("writers wait for each other without holding up the process, and not forever", async () => {
  const path = join(scratch(), "a.db");
  await (await filled(path)).close();
  const other = await locker(path);
  const store: GalleryStore = await openSqliteStore(path, { busyTimeout: 300 });
  const galleries = galleriesOver(store);
  const gallery = galleries.client(LOCAL_USER).gallery("family");
  assert.equal((await gallery.list()).faces.length, 20);
  let longest = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await isStorageError(() => gallery.addAll([testFace(100n)]), /another process is using it: wait/);
  clearInterval(ticking);
  assert.ok(longest < 200, `the process stood still for ${longest} ms`);
  const waiting = gallery.addAll([testFace(100n)]);
  other.letGo();
  assert.deepEqual(await waiting, ["added"]);
  await other.gone;
  await galleries.close();
});

test("many processes make one new database at once", async () => {
  const path = join(scratch(), "a.db");
  const script = `
    import { openSqliteStore } from "${ROOT}/dist/formats/mod.js";
    const store = await openSqliteStore(process.argv[1]);
    await store.insertDocument("local", "counters", { key: process.argv[2], body: "{}", terms: [], version: 1 });
    await store.close();`;
  const children = Array.from({ length: 6 }, (_, i) =>
    spawn(process.execPath, ["--input-type=module", "-e", script, path, `c${i}`], { stdio: "inherit" }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  assert.deepEqual(codes, [0, 0, 0, 0, 0, 0]);
  const store = await openSqliteStore(path);
  assert.equal((await store.stats("local")).documents.counters, 6);
  await store.close();
});

test("a file that is put back from a copy is searched as it is", async () => {
  const folder = scratch();
  const path = join(folder, "a.db");
  await (await filled(path, 5)).close();
  copyFileSync(path, join(folder, "copy.db"));
  const first = galleriesOver(await openSqliteStore(path));
  await first
    .client(LOCAL_USER)
    .gallery("family")
    .addAll([testFace(50n), testFace(51n)]);
  await first
    .client(LOCAL_USER)
    .gallery("family")
    .identify([testFace(50n).source]);
  await first.close();
  copyFileSync(join(folder, "copy.db"), path);
  const second = galleriesOver(await openSqliteStore(path));
  const gallery = second.client(LOCAL_USER).gallery("family");
  const found = async (id: bigint) =>
    (await gallery.identify([testFace(id).source], { threshold: 0.99 }))[0]!.matches.length;
  assert.deepEqual([await found(50n), await found(4n)], [0, 1]);
  await gallery.addAll([testFace(60n), testFace(61n), testFace(62n)]);
  assert.deepEqual([await found(50n), await found(61n)], [0, 1]);
  await second.close();
});

test("what a killed process left of a dropped gallery goes with the next one", async () => {
  const path = join(scratch(), "a.db");
  await (await filled(path, 30)).close();
  const database = new DatabaseSync(path);
  database.exec("UPDATE galleries SET owner = char(1) || 'removed', name = source");
  database.close();
  const store = await openSqliteStore(path);
  await store.close();
  const after = new DatabaseSync(path);
  for (const table of ["galleries", "faces", "vectors", "crops", "face_terms"])
    assert.equal((after.prepare(`SELECT count(*) n FROM ${table}`).get() as { n: number }).n, 0, table);
  after.close();
});

test("a database in memory leaves nothing behind", async () => {
  const folder = scratch();
  const before = process.cwd();
  process.chdir(folder);
  try {
    const galleries = await filled(":memory:");
    const gallery = galleries.client(LOCAL_USER).gallery("family");
    assert.equal((await gallery.identify([testFace(3n).source]))[0]!.matches[0]!.id, 3n);
    await galleries.close();
    assert.deepEqual(readdirSync(folder), []);
    assert.ok(!existsSync(":memory:-index"));
  } finally {
    process.chdir(before);
  }
});

test("an empty file becomes its owner's alone, a database stays as it is, with a note", async () => {
  const path = join(scratch(), "a.db");
  writeFileSync(path, "");
  chmodSync(path, 0o644);
  const notes: string[] = [];
  const options = { note: (message: string) => void notes.push(message) };
  await (await openSqliteStore(path, options)).close();
  assert.deepEqual([modeOf(path), notes], [0o600, []]);
  chmodSync(path, 0o640);
  await (await openSqliteStore(path, options)).close();
  assert.equal(modeOf(path), 0o640);
  assert.match(notes.join(), /^Gallery database \S+: others may use it, its mode is 640: .* chmod 600$/);
});

test("an index folder that cannot be used is STORAGE_ERROR, and keeps no store open", async () => {
  const path = join(scratch(), "a.db");
  const galleries = await filled(path);
  writeFileSync(`${path}-index`, "in the way");
  const gallery = galleries.client(LOCAL_USER).gallery("family");
  await assert.rejects(() => gallery.identify([testFace(1n).source]), {
    code: "STORAGE_ERROR",
    exit: EXIT.storage,
    message: /^Cannot use index folder \S+: it is no folder: move it away$/,
  });
  rmSync(`${path}-index`);
  assert.equal((await gallery.identify([testFace(1n).source])).length, 1);
  await galleries.close();
});

test("an index that cannot be saved is noted, and all are closed", async () => {
  const notes: string[] = [];
  const open: string[] = [];
  const indexes: VectorIndexes = {
    ...SCAN_INDEXES,
    async open(spec) {
      const index = await SCAN_INDEXES.open(spec);
      open.push(spec.source);
      return Object.assign(index, {
        save: () => Promise.reject(storageError("Cannot save: the disk is full")),
        close: async () => void open.splice(open.indexOf(spec.source), 1),
      });
    },
  };
  const store = await openSqliteStore(":memory:", { indexes, note: (message) => void notes.push(message) });
  for (const name of ["a", "b"]) {
    const gallery = galleriesOver(store).client(LOCAL_USER).gallery(name);
    await gallery.create();
    await gallery.addAll([testFace(1n)]);
    await gallery.identify([testFace(1n).source]);
  }
  assert.equal(open.length, 2);
  await store.close();
  assert.deepEqual([open, notes.length], [[], 2]);
  assert.match(notes[0]!, /the disk is full.*: the next search takes longer, nothing is lost$/);
});

test("a filter that most faces meet is read in pieces, and finds all of them", async () => {
  const galleries = await filled(":memory:", 0);
  const gallery = galleries.client(LOCAL_USER).gallery("family");
  const embedding = Float32Array.of(1, 0);
  const source = { embedder: "tiny@0123456789ab", embedding };
  const faces = Array.from({ length: 30_000 }, (_, i) => ({ id: BigInt(i), source }));
  for (let i = 0; i < faces.length; i += 5_000) await gallery.addAll(faces.slice(i, i + 5_000));
  let turns = 0;
  const tick = () => {
    turns++;
    turning = setImmediate(tick);
  };
  const find = () => gallery.identify([source], { filters: [Id.gte(5)], threshold: 0, limit: 40_000 });
  await gallery.identify([source], { threshold: 0 });
  let turning = setImmediate(tick);
  const [found] = await find();
  const first = turns;
  turns = 0;
  await find();
  clearImmediate(turning);
  assert.equal(found!.matches.length, 29_995);
  assert.ok(first >= turns + 2, `${first} turns with the ids to be read, ${turns} with them known`);
  await galleries.close();
});
