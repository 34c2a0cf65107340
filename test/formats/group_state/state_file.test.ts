import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
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
import type { RememberedPeople } from "../../../core/mod.ts";
import { openGroupState } from "../../../formats/mod.ts";
import { scratch } from "../../tools/shell.ts";

const folder = scratch();
let count = 0;

/** A path that nothing has yet, in a folder of its own. */
function newPath(): string {
  const path = join(folder, String(count++));
  mkdirSync(path);
  return join(path, "people.state");
}

const silent = () => {};

const PEOPLE: RememberedPeople = {
  embedder: "e@0123456789ab",
  dimension: 3,
  settings: '{"threshold":0.5}',
  next: 7,
  width: 4,
  people: [
    { id: "person-0002", faces: ["a-0", "b-1"], sum: Float32Array.of(0.1, -2, 3e-20) },
    { id: "person-0006", name: "Zoë\n🙂", faces: ["c-0"], sum: Float32Array.of(1, 0, 0) },
  ],
};

async function write(path: string, people: RememberedPeople = PEOPLE): Promise<void> {
  await (await openGroupState(path, silent)).update(async () => people);
}

async function read(path: string): Promise<RememberedPeople | undefined> {
  let found: RememberedPeople | undefined;
  await (await openGroupState(path, silent)).update(async (before) => {
    found = before;
    return undefined;
  });
  return found;
}

test("what is written reads the same, in a file for its owner alone, and nothing else stays", async () => {
  const path = newPath();
  assert.equal(await read(path), undefined);
  await write(path);
  assert.deepEqual(await read(path), PEOPLE);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(path, "..")), ["people.state"]);
  const { embedder: _, ...unnamed } = PEOPLE;
  await write(path, { ...unnamed, embedder: undefined, people: [] });
  assert.deepEqual(await read(path), { ...unnamed, embedder: undefined, people: [] });
});

test("equal people are equal bytes", async () => {
  const [a, b] = [newPath(), newPath()];
  await write(a);
  await write(b);
  await write(b);
  assert.deepEqual(readFileSync(a), readFileSync(b));
});

test("a symbolic link stays one", async () => {
  const path = newPath();
  const link = `${path}.link`;
  await write(path, { ...PEOPLE, people: [] });
  symlinkSync(path, link);
  await write(link);
  assert.deepEqual(await read(path), PEOPLE);
});

test("where the change fails or gives nothing, the file stays as it is", async () => {
  const path = newPath();
  await write(path);
  const state = await openGroupState(path, silent);
  await assert.rejects(
    state.update(async () => {
      throw new Error("no");
    }),
    /^Error: no$/,
  );
  await state.update(async () => undefined);
  assert.deepEqual(await read(path), PEOPLE);
  assert.deepEqual(readdirSync(join(path, "..")), ["people.state"]);
});

/** Asserts that a file is refused, early or late, and stays as it is. */
async function refuses(content: string | Buffer, reason: string): Promise<void> {
  const path = newPath();
  writeFileSync(path, content);
  await assert.rejects(write(path), {
    code: "STORAGE_ERROR",
    exit: 6,
    message: `Cannot use state ${path}: ${reason}`,
  });
  assert.deepEqual(readFileSync(path), Buffer.from(content));
}

/** The lines with a checksum that fits. */
function sealed(...lines: string[]): string {
  const text = lines.map((line) => `${line}\n`).join("");
  return `${text}${JSON.stringify({ sha256: createHash("sha256").update(text).digest("hex") })}\n`;
}

test("files that are damaged, of a later version, or something else are refused and never overwritten", async () => {
  const path = newPath();
  await write(path);
  const text = readFileSync(path, "utf8");
  const [header = "", first = "", second = "", end = ""] = text.split("\n");
  await refuses("", "it is empty");
  await refuses('{"kind":"photo","path":"a.jpg"}\n', "it does not hold people");
  await refuses("hello\n", "a line of it is not a JSON object");
  await refuses("hello", "its end is missing");
  await refuses(header.replace('"version":1', '"version":2'), "its end is missing");
  await refuses(
    `${header.replace('"version":1', '"version":2')}\nanything`,
    "it was written by a later facepipe (version 2 of its format, this one knows 1)",
  );
  await refuses(header.replace('"next":7', '"next":-7').concat("\n"), "its header is damaged");
  await refuses(header.replace('"width":4', '"width":999999999').concat("\n"), "its header is damaged");
  await refuses(text.replace("a-0", "a-1"), "its checksum is wrong");
  await refuses(text.slice(0, -1), "its end is missing");
  await refuses(`${[header, first, second].join("\n")}\n`, "its end is missing");
  await refuses(`${header}\n${first}\n${end}\n`, "a person in it is damaged");
  await refuses(`${text}{}\n`, "something follows its end");
  await refuses(sealed(header, second, first), "its people are not in order");
  await refuses(sealed(header, first, second.replace("c-0", "a-0")), "a face is in it twice");
  await refuses(sealed(header, first.replace("person-0002", "ann"), second), "a person in it is damaged");
  await refuses(sealed(header, first, second.replace("0006", "0007")), "a person in it is damaged");
  await refuses(sealed(header, first.replace('"a-0","b-1"', ""), second), "a person in it is damaged");
  await refuses(
    sealed(header.replace('"dimension":3', '"dimension":4'), first, second),
    "a person in it is damaged",
  );
  const endless = Buffer.from(Float32Array.of(1, Number.NaN, 0).buffer).toString("base64");
  await refuses(
    sealed(header, first.replace(/"sum":".*"/, `"sum":"${endless}"`), second),
    "a person in it is damaged",
  );
});

test("every damaged byte is noticed", async () => {
  const path = newPath();
  await write(path);
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(path, damaged);
    await assert.rejects(read(path), { exit: 6 }, `byte ${at}`);
  }
});

test("places that cannot hold a state are refused before any work", async () => {
  const path = newPath();
  await assert.rejects(openGroupState(join(path, "x", "y"), silent), {
    exit: 6,
    message: `Cannot use state ${join(path, "x", "y")}: its folder does not exist`,
  });
  mkdirSync(path);
  await assert.rejects(openGroupState(path, silent), /people\.state: it is not a file$/);
});

test("runs at the same time take turns, and none is lost", async () => {
  const path = newPath();
  const notes: string[] = [];
  await write(path, { ...PEOPLE, people: [] });
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      const state = await openGroupState(path, (text) => notes.push(text));
      await state.update(async (before) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { ...before!, next: before!.next + 1 };
      });
    }),
  );
  assert.equal((await read(path))?.next, 13);
  assert.equal(notes[0], `waiting for another run to finish with state ${path}`);
  assert.deepEqual(readdirSync(join(path, "..")), ["people.state"]);
});

test("a run that lost its lock to another leaves that one's draft alone", async () => {
  const path = newPath();
  const lock = `${path}.lock`;
  const state = await openGroupState(path, silent);
  const late = state.update(async () => {
    for (const name of readdirSync(lock)) rmSync(join(lock, name));
    writeFileSync(join(lock, "draft"), "another run's");
    // Longer than a holder takes to see that its lock is gone.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    return PEOPLE;
  });
  await assert.rejects(late, /another run took over$/);
  assert.deepEqual(readdirSync(lock), ["draft"]);
  assert.equal(existsSync(path), false);
});

test("what a killed run left is cleared away", async () => {
  const path = newPath();
  await write(path);
  mkdirSync(`${path}.lock`);
  writeFileSync(join(`${path}.lock`, "draft"), "half");
  await write(path, { ...PEOPLE, next: 8 });
  assert.equal((await read(path))?.next, 8);
  assert.deepEqual(readdirSync(join(path, "..")), ["people.state"]);
  rmSync(path);
});
