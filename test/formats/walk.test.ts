/** @module Listing photo files. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ListOptions, listFiles } from "../../formats/mod.ts";
import { scratch } from "../tools/shell.ts";

function tree(...files: string[]): string {
  const root = scratch();
  for (const file of files) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), file);
  }
  return root;
}

async function list(root: string, options?: ListOptions, ...paths: string[]): Promise<string[]> {
  const listed: string[] = [];
  for await (const { path, error } of listFiles(paths.length > 0 ? paths : [root], options)) {
    listed.push(
      error ? `${error.code}: ${error.message.replaceAll(`${root}/`, "")}` : path.replace(`${root}/`, ""),
    );
  }
  return listed;
}

test("folders are listed by name, subfolders in their place, photos only", async () => {
  const root = tree("b.jpg", "a/z.JPEG", "a/y.png", "c.txt", "B.jpg", ".hidden.jpg", ".dir/x.jpg", "a.jpg");
  assert.deepEqual(await list(root), ["B.jpg", "a/y.png", "a/z.JPEG", "a.jpg", "b.jpg"]);
  assert.deepEqual(await list(root, { flat: true }), ["B.jpg", "a.jpg", "b.jpg"]);
  assert.deepEqual(await list(root, { extensions: [".TXT"] }), ["c.txt"]);
  assert.deepEqual(await list(root, { hidden: true, flat: true }), [
    ".hidden.jpg",
    "B.jpg",
    "a.jpg",
    "b.jpg",
  ]);
});

test("patterns without a slash exclude names at any depth, others whole paths", async () => {
  const root = tree("a/x.jpg", "a/b/x.jpg", "b/x.jpg", "b/y.jpg", "x_thumb.jpg");
  assert.deepEqual(await list(root, { exclude: ["b/"] }), ["a/x.jpg", "x_thumb.jpg"]);
  assert.deepEqual(await list(root, { exclude: ["a/b", "*_{thumb,small}.*"] }), [
    "a/x.jpg",
    "b/x.jpg",
    "b/y.jpg",
  ]);
});

test("a named file is taken whatever its extension, and once", async () => {
  const root = tree("a.dat", "sub/b.jpg");
  const file = join(root, "a.dat");
  assert.deepEqual(await list(root, {}, file, file, root, join(root, "sub")), ["a.dat", "sub/b.jpg"]);
});

test("patterns among the arguments are expanded, unless a file has that very name", async () => {
  const root = tree("a1.jpg", "a2.jpg", "notes.txt", "[x].jpg", "x.jpg");
  assert.deepEqual(await list(root, {}, join(root, "a*")), ["a1.jpg", "a2.jpg"]);
  assert.deepEqual(await list(root, {}, join(root, "[x].jpg")), ["[x].jpg"]);
  assert.deepEqual(await list(root, {}, join(root, "q*")), [
    "EXTRACTION_ERROR: Cannot list q*: the pattern matches nothing",
  ]);
});

test("symbolic links are followed on request, and a loop is entered once", async () => {
  const root = tree("a/x.jpg");
  symlinkSync(root, join(root, "a/up"));
  symlinkSync("x.jpg", join(root, "a/y.jpg"));
  symlinkSync("nowhere", join(root, "a/z.jpg"));
  assert.deepEqual(await list(root), ["a/x.jpg"]);
  assert.deepEqual(await list(root, { follow: true }), [
    "a/x.jpg",
    "a/y.jpg",
    "SOURCE_NOT_FOUND: Cannot list a/z.jpg: no such file or folder",
  ]);
});

test("what is no file is an error, and the others are listed", async () => {
  const root = tree("b.jpg");
  execFileSync("mkfifo", [join(root, "a.jpg")]);
  writeFileSync(
    Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x63, 0xff, 0x2e, 0x6a, 0x70, 0x67])]),
    "",
  );
  assert.deepEqual(await list(root), [
    "EXTRACTION_ERROR: Cannot list a.jpg: it is a FIFO, not a file",
    "b.jpg",
    "EXTRACTION_ERROR: Cannot list c\ufffd.jpg: its name is not valid UTF-8; rename it",
  ]);
  assert.deepEqual(await list(root, {}, join(root, "gone")), [
    "SOURCE_NOT_FOUND: Cannot list gone: no such file or folder",
  ]);
});
