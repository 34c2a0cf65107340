import assert from "node:assert/strict";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { publishByLink, publishByReservation } from "../../../formats/place/publish.ts";
import { TempFolder } from "../../../formats/place/temp_folder.ts";
import { tree } from "../../tools/place_fixture.ts";
import { scratch } from "../../tools/shell.ts";

async function prepare() {
  const root = scratch();
  const temp = new TempFolder(root);
  await mkdir(temp.path);
  await mkdir(join(root, "Ann"));
  const draft = temp.next("draft");
  await writeFile(draft, "photo");
  return { root, temp, draft, final: join(root, "Ann/a.jpg") };
}

for (const way of ["link", "reservation"] as const) {
  test(`by ${way}, a free name is given and a taken one is not, whatever has it`, async () => {
    const { root, temp, draft, final } = await prepare();
    const publish = way === "link" ? publishByLink : publishByReservation(temp);
    await writeFile(final, "somebody else's");
    await writeFile(join(root, "Ann/empty.jpg"), "");
    await mkdir(join(root, "Ann/folder.jpg"));
    for (const name of ["a.jpg", "empty.jpg", "folder.jpg"]) {
      assert.equal(await publish(draft, join(root, "Ann", name)), false);
    }
    assert.equal(await publish(draft, join(root, "Ann/b.jpg")), true);
    await temp.sweep();
    assert.deepEqual(tree(root), {
      "Ann/a.jpg": "somebody else's",
      "Ann/b.jpg": "photo",
      "Ann/empty.jpg": "",
    });
  });

  test(`by ${way}, of many at once exactly one gets a name`, async () => {
    const { root, temp, final } = await prepare();
    const publish = way === "link" ? publishByLink : publishByReservation(temp);
    const drafts = Array.from({ length: 20 }, () => temp.next("draft"));
    for (const draft of drafts) await writeFile(draft, draft);
    const published = await Promise.all(drafts.map((draft) => publish(draft, final)));
    const winners = drafts.filter((_, index) => published[index]);
    assert.equal(winners.length, 1);
    await temp.sweep();
    assert.deepEqual(tree(root), { "Ann/a.jpg": winners[0] });
  });

  test(`by ${way}, a draft that is gone leaves nothing under the name`, async () => {
    const { root, temp, draft, final } = await prepare();
    const publish = way === "link" ? publishByLink : publishByReservation(temp);
    await rename(draft, join(root, "elsewhere"));
    await assert.rejects(publish(draft, final), { code: "STORAGE_ERROR", exit: 3 });
    assert.deepEqual(tree(root), { elsewhere: "photo" });
  });
}

test("a reservation that was left behind is removed, but no file that took its place", async () => {
  const { root, temp } = await prepare();
  await writeFile(join(root, "Ann/left.jpg"), "");
  await writeFile(join(root, "Ann/full.jpg"), "photo");
  const notes = ["Ann/left.jpg", "Ann/full.jpg", "Ann/absent.jpg", "", "../x", join(root, "Ann/other.jpg")];
  await writeFile(join(root, "x"), "");
  await writeFile(join(root, "Ann/other.jpg"), "");
  notes.push("Ann/../x");
  for (const note of notes) await writeFile(temp.next("reservation"), note);
  await temp.sweep();
  assert.deepEqual(tree(root), { "Ann/full.jpg": "photo", "Ann/other.jpg": "", x: "" });
});
