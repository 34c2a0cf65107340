import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alternativeNames,
  assignNames,
  foldName,
  MAX_NAME_BYTES,
  safeName,
  splitName,
} from "../../core/mod.ts";
import { seeded } from "../tools/random_vectors.ts";

const HASH = "1f3a9c02".repeat(8);
const LONE_SURROGATE = "\ud800";

test("names that are safe stay as they are", () => {
  for (const name of [
    "Ann",
    "Zoë, 3 years",
    "李雷",
    "IMG_0001.JPG",
    "a..b",
    "👩‍👧",
    "-rf",
    "Dr. No",
    "com",
    "con1",
  ]) {
    assert.equal(safeName(name), name);
  }
});

test("unsafe names become one safe path segment", () => {
  const cases: [string, string][] = [
    ["", "_"],
    [".", "_"],
    ["..", "_"],
    ["   ", "_"],
    ["/", "_"],
    ["a/b\\c", "a_b_c"],
    ["../../etc/passwd", "_.._etc_passwd"],
    [".hidden", "hidden"],
    ["Ann. . ", "Ann"],
    ["a\u0000b\nc\u007fd\u0085e", "a_b_c_d_e"],
    ['<>:"|?*', "_______"],
    ["line\u2028break", "line_break"],
    ["gpj\u202eexe", "gpj_exe"],
    [`x${LONE_SURROGATE}y`, "x_y"],
    ["e\u0301", "\u00e9"],
    ["CON", "_CON"],
    ["nul.tar.gz", "_nul.tar.gz"],
    ["Com1 .txt", "_Com1 .txt"],
    ["lpt¹", "_lpt¹"],
    ["conin$", "_conin$"],
  ];
  for (const [name, safe] of cases) assert.equal(safeName(name), safe, JSON.stringify(name));
});

test("an extension is the last dot and a few letters or digits", () => {
  assert.deepEqual(splitName("a.tar.gz"), { stem: "a.tar", extension: ".gz" });
  assert.deepEqual(splitName("Dr. No"), { stem: "Dr. No", extension: "" });
  assert.deepEqual(splitName(".jpg"), { stem: ".jpg", extension: "" });
  assert.deepEqual(splitName("noext"), { stem: "noext", extension: "" });
  assert.equal(splitName(`a.${"x".repeat(17)}`).extension, "");
});

test("names that some file system takes for one fold to one", () => {
  const pairs: [string, string][] = [
    ["ann.JPG", "ANN.jpg"],
    ["e\u0301", "\u00c9"],
    ["straße", "STRASSE"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["a\u200db", "ab"],
    ["\u212aelvin", "kelvin"],
  ];
  for (const [a, b] of pairs) assert.equal(foldName(a), foldName(b), `${a} ${b}`);
  assert.notEqual(foldName("ann"), foldName("anna"));
});

test("alternatives carry more and more of the hash, then a number", () => {
  const names = alternativeNames({ stem: "a", extension: ".jpg" }, HASH);
  const first = Array.from({ length: 6 }, () => names.next().value);
  assert.deepEqual(first, [
    "a.jpg",
    "a-1f3a9c02.jpg",
    "a-1f3a9c021f3a9c02.jpg",
    `a-${HASH}.jpg`,
    `a-${HASH}-2.jpg`,
    `a-${HASH}-3.jpg`,
  ]);
});

test("names that are too long are cut between characters, keep the extension and carry a hash", () => {
  const longest = `${"x".repeat(MAX_NAME_BYTES - 4)}.jpg`;
  assert.equal(alternativeNames(splitName(longest), HASH).next().value, longest);

  const parts = { stem: "é".repeat(200), extension: ".jpg" };
  const name = alternativeNames(parts, HASH).next().value;
  // 143 bytes less those of "-1f3a9c02.jpg" leave 130 for characters of two bytes.
  assert.equal(name, `${"é".repeat(65)}-1f3a9c02.jpg`);
});

test("no wish gets a name that another has or nobody may have", () => {
  const wish = (stem: string, hash: string, plain = true) => ({ stem, extension: "", hash, plain });
  const hashes = ["a", "b", "c", "d", "e"].map((digit) => digit.repeat(64));
  const wanted = [
    wish("Ann", hashes[0]!),
    wish("ANN", hashes[1]!),
    wish("unknown", hashes[2]!),
    wish("x_y", hashes[3]!, false),
    // Somebody who is called as another one would be with a suffix.
    wish(`ann-${"b".repeat(8)}`, hashes[4]!),
  ];
  assert.deepEqual(
    assignNames(wanted, (folded) => folded === "unknown"),
    ["Ann", `ANN-${"b".repeat(16)}`, "unknown-cccccccc", "x_y-dddddddd", "ann-bbbbbbbb"],
  );
});

test("hostile names always get safe and distinct names", () => {
  const random = seeded(20);
  const atoms = [
    "a",
    "A",
    ".",
    " ",
    "/",
    "\\",
    "\u0000",
    "é",
    "e\u0301",
    "\ud83d",
    "CON",
    "nul.",
    "ß",
    "\u202e",
    "😀",
  ];
  const anyName = () => {
    const length = random() < 0.02 ? 400 : Math.floor(random() * 6);
    return Array.from({ length }, () => atoms[Math.floor(random() * atoms.length)]).join("");
  };
  for (let round = 0; round < 50; round++) {
    const names = [...new Set(Array.from({ length: 200 }, anyName))];
    const wanted = names.map((name, index) => ({
      ...splitName(safeName(name)),
      hash: index.toString(16).padStart(64, "0"),
      plain: random() < 0.5,
    }));
    const given = assignNames(wanted, (folded) => folded === "aa");
    assert.equal(new Set(given.map(foldName)).size, names.length);
    for (const name of given) assertSafe(name);
  }
});

function assertSafe(name: string): void {
  const shown = JSON.stringify(name);
  assert.doesNotMatch(name, /[\p{Cc}\p{Cs}/\\:*?"<>|]|^[.\s]|[.\s]$|^$/u, shown);
  assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/iu, shown);
  assert.ok(Buffer.byteLength(name) <= MAX_NAME_BYTES, shown);
  assert.notEqual(foldName(name), "aa");
}
