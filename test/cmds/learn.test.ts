/**
 * What somebody does to the folders in a file manager comes back from the next grouping.
 */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { PLACE_MODES } from "../../formats/mod.ts";
import { type Outcome, scratch, sh } from "../tools/shell.ts";

const folder = scratch();

async function ok(script: string): Promise<Outcome> {
  const outcome = await sh(`set -e; ${script}`, folder);
  assert.equal(outcome.rc, 0, outcome.stderr);
  return outcome;
}

/** The people of a folder by their photos: the names of made-up people do not count. */
function peopleIn(root: string): string[] {
  return readdirSync(join(folder, root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^[.]|^group_photos$/.test(entry.name))
    .map(({ name }) => {
      const photos = readdirSync(join(folder, root, name))
        .sort()
        .join(" ");
      return `${/^person-\d+$/.test(name) ? "" : name}: ${photos}`;
    })
    .filter((person) => !person.endsWith(": "))
    .sort();
}

/** Folder names by the photos in them, where only one folder has those. */
function folderOf(root: string, ...photos: string[]): string {
  const names = readdirSync(join(folder, root))
    .filter((name) => name.startsWith("person-"))
    .sort();
  const found = names.filter(
    (name) =>
      readdirSync(join(folder, root, name))
        .sort()
        .join() === photos.join(),
  );
  assert.ok(found[0] !== undefined, photos.join());
  return join(folder, root, found[0]);
}

describe("learn", () => {
  before(async () => {
    mkdirSync(join(folder, "photos"));
    await ok('cp "$SAMPLES"/sample?.jpg photos; scan photos | detect --keep-filtered > faces');
    await ok("group --threshold 0.4 < faces > grouped");
  });

  for (const mode of PLACE_MODES.filter((mode) => mode !== "reflink" && mode !== "move")) {
    test(`renamed, merged, moved and deleted, after place --mode ${mode}`, async () => {
      const out = `people-${mode}`;
      await ok(`place ${out} --mode ${mode} < grouped > /dev/null`);
      const pair = folderOf(out, "sample1.jpg", "sample3.jpg");
      const [from, to] = [
        folderOf(out, "sample1.jpg", "sample4.jpg"),
        folderOf(out, "sample4.jpg", "sample6.jpg"),
      ];
      const [one, other, gone] = [
        folderOf(out, "sample2.jpg"),
        folderOf(out, "sample5.jpg"),
        folderOf(out, "sample3.jpg"),
      ];
      renameSync(join(from, "sample1.jpg"), join(to, "moved.jpg"));
      renameSync(join(to, "moved.jpg"), join(to, "sample1.jpg"));
      renameSync(join(one, "sample2.jpg"), join(other, "sample2.jpg"));
      rmdirSync(one);
      rmSync(gone, { recursive: true });
      renameSync(pair, join(folder, out, "Zoë Miller"));

      await ok(`facepipe learn ${out} > corrections-${mode}`);
      await ok(
        `group --threshold 0.4 --constraints corrections-${mode} < faces | place again-${mode} > /dev/null`,
      );
      assert.deepEqual(peopleIn(`again-${mode}`), peopleIn(out));
      assert.equal((await ok(`facepipe learn again-${mode}`)).stdout, "");
    });
  }

  test("the same corrections whatever the mode", async () => {
    await ok("cmp corrections-copy corrections-hardlink; cmp corrections-copy corrections-symlink");
  });

  test("what was moved can be learned from, and then undone", async () => {
    await ok(
      "cp -r photos mine; sed 's#photos/#mine/#' grouped | place moved --mode move > /dev/null; test ! -e mine/sample1.jpg",
    );
    renameSync(folderOf("moved", "sample1.jpg", "sample3.jpg"), join(folder, "moved/Ann"));
    const { stdout } = await ok("facepipe learn moved");
    assert.deepEqual(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).name),
      ["Ann"],
    );
    // What was renamed is not where it was placed, so it stays; every photo is back all the same.
    await ok(
      "mv moved/Ann moved/person-0003; place --undo moved > /dev/null; diff -r photos mine; test ! -e moved",
    );
  });
});
