/**
 * Adds faces to a gallery, one call each, from a process of its own: `node add_child.js URL FIRST COUNT`. Prints
 * the id of each face when the store says that it is there.
 * @module
 */
import { openStore } from "../../formats/mod.ts";
import { face } from "../formats/galleries/store_fixture.ts";

const [url, first, count] = process.argv.slice(2) as [string, string, string];
const store = await openStore(url);
for (let i = 0; i < Number(count); i++) {
  const id = Number(first) + i;
  const [outcome] = await store.addFaces("ann", "g", [face(id, { meta: { first: Number(first) } })]);
  if (outcome === "added") process.stdout.write(`${id}\n`);
}
await store.close();
