/** @module NDJSON is read whole, with the line in every error. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import { test } from "node:test";
import type { FaceRecord } from "../../core/mod.ts";
import { readNdjson, writeNdjson } from "../../formats/mod.ts";
import { Random, randomRecord } from "../tools/random_records.ts";
import { collect, inChunks, joined, rejectsStream, streamOf } from "../tools/streams.ts";

/** Comes without types. */
const ndjson: { parse(): Duplex } = createRequire(import.meta.url)("ndjson");

const photo = (path: string) => JSON.stringify({ kind: "photo", path });

async function paths(data: Uint8Array | string, size?: number): Promise<string[]> {
  const records = await collect(readNdjson(inChunks(data, size)));
  return records.map((record) => (record.kind === "photo" ? record.path : record.kind));
}

test("chunks may be cut anywhere, also inside a character", async () => {
  const names = ["ä.jpg", "日本.jpg", "🙂.jpg", "plain.jpg"];
  const text = `${names.map(photo).join("\n")}\n`;
  for (let size = 1; size <= Buffer.byteLength(text); size++)
    assert.deepEqual(await paths(text, size), names);
});

test("CRLF, empty lines, byte order marks and a last line without its newline", async () => {
  const text = `\ufeff${photo("a")}\r\n\n \t\r\n${photo("b")}\n\ufeff${photo("c")}`;
  for (const size of [1, 2, 3, 1000]) assert.deepEqual(await paths(text, size), ["a", "b", "c"]);
  assert.deepEqual(await paths(""), []);
  assert.deepEqual(await paths("\n\n  "), []);
});

test("errors name the line as an editor counts it, after the records before it", async () => {
  const text = `${photo("a")}\n\n${photo("b")}\r\n{"kind":"photo","path":3}\n`;
  const seen: FaceRecord[] = [];
  const reading = async () => {
    for await (const record of readNdjson(inChunks(text))) seen.push(record);
  };
  await assert.rejects(
    reading,
    /^FacepipeError: Cannot read records: line 4, field path: expected text, found 3$/,
  );
  assert.equal(seen.length, 2);
});

test("what is not JSON", async () => {
  const read = (text: string) => readNdjson(inChunks(text));
  await rejectsStream(read("hello\n"), "line 1: not valid JSON");
  await rejectsStream(read("hello"), "line 1: not valid JSON");
  await rejectsStream(read(`${photo("a")}\n{"kind":}\n`), /^line 2: not valid JSON/);
  await rejectsStream(read("{'kind':'photo'}"), "line 1: not valid JSON at column 2");
  await rejectsStream(read(`${photo("a")}${photo("b")}\n`), /^line 1: not valid JSON at column 28$/);
  await rejectsStream(read("\u001b]0;title\u0007\n"), "line 1: not valid JSON");
  await rejectsStream(read("[1]\n"), "line 1: expected an object, found a list of 1");
  await rejectsStream(read(`${"[".repeat(1e6)}\n`), /^line 1: not valid JSON/);
  await rejectsStream(
    read(`{"kind":"photo","path":"a","x":${"[".repeat(1e5)}${"]".repeat(1e5)}}\n`),
    'line 1, field "x": nested more than 100 levels deep',
  );
});

test("a stream cut inside a record says so, wherever the cut is", async () => {
  const line = '{"kind":"photo","path":"a\\"ä","mine":[{"b":"]}"},1.5e3,true]}';
  const bytes = Buffer.from(`${photo("first")}\n${line}`);
  for (let end = Buffer.byteLength(photo("first")) + 2; end < bytes.length; end++) {
    const cut = bytes.subarray(0, end);
    await rejectsStream(readNdjson(inChunks(cut)), "line 2: the stream ends in the middle of the line");
  }
  assert.deepEqual(await paths(bytes), ["first", 'a"ä']);
});

test("bytes that are not UTF-8 are refused with their line, after the records before it", async () => {
  for (const size of [1, 3, 1000]) {
    const bytes = Buffer.concat([
      Buffer.from(`${photo("a")}\n${photo("b")}\n{"kind":"photo","path":"`),
      Buffer.from([0xff]),
      Buffer.from('"}\n'),
    ]);
    let seen = 0;
    const counted = async function* () {
      for await (const record of readNdjson(inChunks(bytes, size))) {
        seen++;
        yield record;
      }
    };
    await rejectsStream(counted(), "line 3: not valid UTF-8");
    assert.equal(seen, 2);
  }
  await rejectsStream(readNdjson(inChunks(Buffer.from([0xc3, 0x28]))), "line 1: not valid UTF-8");
});

test("a line without end is given up at the limit, and takes no more memory than came", async () => {
  const chunk = Buffer.alloc(2 ** 20, "x");
  let given = 0;
  async function* endless() {
    yield Buffer.from(`${photo("a")}\n`);
    for (;;) {
      given++;
      yield chunk;
    }
  }
  const before = process.memoryUsage().rss;
  await rejectsStream(readNdjson(endless()), "line 2: longer than 256 MiB");
  assert.equal(given, 257);
  assert.ok(process.memoryUsage().rss - before < 64 * 2 ** 20);
});

test("a long line in small chunks takes time in proportion to its length", async () => {
  const time = async (megabytes: number) => {
    const bytes = Buffer.alloc(megabytes * 2 ** 20, "A").toString("base64");
    const chunks = await collect(inChunks(`{"kind":"photo","path":"a","bytes":"${bytes}"}\n`));
    const started = performance.now();
    const [record] = await collect(readNdjson(streamOf(...chunks)));
    assert.equal(record?.kind === "photo" && record.bytes?.length, megabytes * 2 ** 20);
    return performance.now() - started;
  };
  await time(2);
  const [short, long] = [Math.min(await time(2), await time(2)), Math.min(await time(20), await time(20))];
  assert.ok(long < 40 * short + 200, `${short} ms for 2 MiB, ${long} ms for 20 MiB`);
});

test("a whole chunk of many lines, larger than one piece", async () => {
  const names = Array.from({ length: 60_000 }, (_, i) => `photo ${i}.jpg`);
  assert.deepEqual(await paths(names.map((name) => `${photo(name)}\n`).join(""), 2 ** 26), names);
});

test("agrees with the ndjson package on streams that are whole", async () => {
  const random = new Random(3);
  const records = random.list(200, () => randomRecord(random));
  const bytes = await joined(writeNdjson(streamOf(...records)));
  const theirs = await collect(parseWithNdjson(bytes));
  const ours = await collect(readNdjson(inChunks(bytes, 1000)));
  assert.equal(ours.length, theirs.length);
  for (const [i, record] of ours.entries()) {
    assert.deepEqual(JSON.parse(String(await joined(writeNdjson(streamOf(record))))), theirs[i]);
  }
});

function parseWithNdjson(bytes: Buffer): AsyncIterable<unknown> {
  const parser = ndjson.parse();
  parser.end(bytes);
  return parser;
}

test("records come as soon as their line is whole", async () => {
  async function* live() {
    yield Buffer.from(`${photo("a")}\n{"kind"`);
    await new Promise(() => undefined);
  }
  const { value } = await readNdjson(live()).next();
  assert.deepEqual(value, { kind: "photo", path: "a" });
});
