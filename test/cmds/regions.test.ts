/**
 * Names that a photo manager gave to faces become people, and people become names for it, through
 * the real commands on real photos; no original changes by it.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { exiftool, noExiftool, readPeople } from "../tools/exiftool.ts";
import { sha256 } from "../tools/noise.ts";
import { SAMPLES } from "../tools/paths.ts";
import { scratch, sh } from "../tools/shell.ts";

/** What every file of a folder holds. */
function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, sha256(readFileSync(join(folder, name)))]),
  );
}

test("from photos that digiKam has tagged to photos for Lightroom", { skip: noExiftool }, async () => {
  const folder = scratch();
  const photos = join(folder, "photos");
  mkdirSync(photos);
  for (const name of ["sample1.jpg", "sample3.jpg"]) cpSync(join(SAMPLES, name), join(photos, name));
  // The woman on the left of the first photo, with more of her head than a detector takes.
  const area = "Area={X=0.265,Y=0.36,W=0.13,H=0.24,Unit=normalized}";
  await exiftool(
    "-overwrite_original",
    `-XMP-mwg-rs:RegionInfo={AppliedToDimensions={W=1920,H=1280,Unit=pixel},RegionList=[{${area},Name=Zoë Li,Type=Face}]}`,
    join(photos, "sample1.jpg"),
  );
  const before = hashes(photos);
  const organise =
    "facepipe organize photos out --regions --threshold 0.4 --xmp file --layout '{person}/{year}/{name}'";
  const { rc, stderr } = await sh(`${organise} > placed.ndjson`, folder);
  assert.equal(rc, 0, stderr);
  assert.match(stderr, /regions with a name: 1; faces that they name: 1/);
  assert.deepEqual(hashes(photos), before);
  const placed = join(folder, "out/Zoë Li/2017/sample1.jpg");
  const { RegionInfo, RegionInfoMP, Subject } = await readPeople(placed);
  const named = RegionInfo!.RegionList.filter(({ Name }) => Name !== undefined);
  assert.deepEqual(
    named.map(({ Name, Area }) => [Name, Area.X, Area.W]),
    [["Zoë Li", 0.265, 0.13]],
  );
  assert.equal(RegionInfo!.RegionList.length, 3);
  assert.equal(RegionInfoMP!.Regions.filter((region) => region.PersonDisplayName === "Zoë Li").length, 1);
  assert.deepEqual(Subject, ["Zoë Li"]);
  const undone = await sh("place --undo out > undone.ndjson", folder);
  assert.equal(undone.rc, 0, undone.stderr);
  assert.ok(!readdirSync(folder).includes("out"));
  assert.deepEqual(hashes(photos), before);
});
