/**
 * The whole chain on the six sample photos, in every way it can be put together.
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { SAMPLE_NAMES, SAMPLES } from "../tools/paths.ts";
import { type Outcome, scratch, sh } from "../tools/shell.ts";

const folder = scratch();

/** Runs a script that must succeed. */
async function ok(script: string): Promise<Outcome> {
  const outcome = await sh(`set -e; ${script}`, folder);
  assert.equal(outcome.rc, 0, outcome.stderr);
  return outcome;
}

/** Who is with whom, whatever the names: face ids by person. */
function partition(file: string): string {
  const people = new Map<string, string[]>();
  for (const line of readFileSync(join(folder, file), "utf8").trim().split("\n")) {
    const record = JSON.parse(line);
    if (record.kind !== "face") continue;
    people.set(record.person, [...(people.get(record.person) ?? []), record.faceId]);
  }
  return JSON.stringify([...people.values()].map((ids) => ids.sort()).sort());
}

/** Every file below a folder but journals, with what it holds and when it was changed. */
function snapshot(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.startsWith(".facepipe"))
    .map((name) => ({ name, stats: statSync(join(root, name)) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ name, stats }) => `${name} ${stats.mtimeMs} ${hashOf(join(root, name))}`)
    .sort();
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

describe("scan | detect | group | place", () => {
  before(async () => {
    mkdirSync(join(folder, "photos"));
    await ok(
      `cp "$SAMPLES"/sample?.jpg photos; scan photos > scanned; detect --keep-filtered < scanned > faces`,
    );
    await ok("group --threshold 0.55 < faces > grouped");
  });

  test("keeps 22 faces or more with the filters off, and counts them", () => {
    const lines = readFileSync(join(folder, "grouped"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const faces = lines.filter(({ kind }) => kind === "face");
    assert.ok(faces.length >= 22, `${faces.length} faces`);
    const counted = lines.filter(({ kind }) => kind === "photo").reduce((sum, { faces }) => sum + faces, 0);
    assert.equal(counted, faces.length);
    const end = lines.at(-1);
    assert.deepEqual(end, { kind: "end", stage: "group", faces: faces.length, photos: 6, errors: 0 });
  });

  test("places all six photos, changes no original, and a second run changes nothing", async () => {
    const originals = snapshot(join(folder, "photos"));
    await ok("place out < grouped > placed");
    const placed = snapshot(join(folder, "out"));
    const hashes = new Set(placed.map((line) => line.split(" ").at(-1)));
    for (const name of SAMPLE_NAMES)
      assert.ok(hashes.has(hashOf(join(SAMPLES, name))), `${name} was not placed`);
    await ok("place out < grouped > placed-again");
    assert.deepEqual(snapshot(join(folder, "out")), placed);
    assert.deepEqual(snapshot(join(folder, "photos")), originals);
    assert.equal(
      readFileSync(join(folder, "placed-again"), "utf8"),
      readFileSync(join(folder, "placed"), "utf8"),
    );
  });

  test("runs are equal byte for byte, whatever the workers", async () => {
    await ok(
      "detect --keep-filtered --workers 1 < scanned > faces-1; detect --keep-filtered --workers 3 < scanned > faces-3",
    );
    const faces = readFileSync(join(folder, "faces"));
    assert.ok(faces.equals(readFileSync(join(folder, "faces-1"))));
    assert.ok(faces.equals(readFileSync(join(folder, "faces-3"))));
  });

  test("the same over Arrow, byte for byte once converted back", async () => {
    await ok(
      "scan --format arrow photos | detect --keep-filtered --format arrow | group --threshold 0.55 --format arrow | facepipe convert > by-arrow",
    );
    const withoutEnd = (file: string) =>
      readFileSync(join(folder, file), "utf8").replace(/.*"kind":"end".*\n/, "");
    assert.equal(withoutEnd("by-arrow"), withoutEnd("grouped"));
  });

  test("the same in two steps: detect --no-embed | embed", async () => {
    await ok(
      "detect --keep-filtered --no-embed < scanned > boxes; ! grep -q embedding boxes; embed < boxes > embedded",
    );
    await ok("group --threshold 0.55 < embedded > by-embed");
    assert.equal(
      readFileSync(join(folder, "by-embed"), "utf8"),
      readFileSync(join(folder, "grouped"), "utf8"),
    );
  });

  test("the same from crops alone, without the photos", async () => {
    await ok(
      "detect --keep-filtered --no-embed --crops < scanned | sed 's#photos/#gone/#' | embed > from-crops",
    );
    await ok("group --threshold 0.55 < from-crops > by-crops");
    assert.equal(partition("by-crops"), partition("grouped"));
  });

  test("the same from a shuffled stream", async () => {
    await ok(
      'grep -v \'"kind":"end"\' faces | shuf --random-source=scanned > shuffled; group --threshold 0.55 < shuffled > by-shuffle',
    );
    assert.equal(partition("by-shuffle"), partition("grouped"));
  });

  test("the same tree from organize", async () => {
    await ok(
      "facepipe organize --keep-filtered --threshold 0.55 photos organized > /dev/null; place out < grouped > /dev/null",
    );
    assert.deepEqual(snapshot(join(folder, "organized")), snapshot(join(folder, "out")));
  });

  test("the same from photos that travel in the stream", async () => {
    await ok(
      "scan --inline photos | sed 's#photos/#elsewhere/#' | detect --keep-filtered > inline; ! grep -q '\"bytes\"' inline",
    );
    const local = readFileSync(join(folder, "faces"), "utf8");
    assert.equal(readFileSync(join(folder, "inline"), "utf8").replaceAll("elsewhere/", "photos/"), local);
  });
});
