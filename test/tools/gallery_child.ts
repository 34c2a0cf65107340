/**
 * Adds faces to a gallery in a process of its own, for tests that kill it or run several at once:
 * `node gallery_child.js <address of the store> <gallery> <first id> <count> <faces at once>`. It prints
 * `ready` before it begins and then each id when it was acknowledged, one a line. Every tenth face is
 * looked for, so that its index is busy too, and every id that ends in 5 is deleted again, which it
 * prints as `-id`.
 * @module
 */
import { writeSync } from "node:fs";
import { galleriesOver, LOCAL_USER } from "../../core/mod.ts";
import { openStore } from "../../formats/mod.ts";
import { testFace } from "./test_faces.ts";

const [address = "", gallery = "", first = "0", count = "0", atOnce = "1"] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const galleries = galleriesOver(await openStore(address));
const faces = galleries.client(LOCAL_USER).gallery(gallery);
say("ready");
for (let i = 0; i < Number(count); i += Number(atOnce)) {
  const ids = Array.from({ length: Number(atOnce) }, (_, j) => BigInt(first) + BigInt(i + j));
  const outcomes = await faces.addAll(ids.map(testFace));
  for (const [j, outcome] of outcomes.entries()) say(outcome === "added" ? `${ids[j]}` : `!${ids[j]}`);
  for (const [j, id] of ids.entries()) {
    if (outcomes[j] !== "added") continue;
    if (id % 10n === 0n) await faces.identify([testFace(id).source]);
    if (id % 10n !== 5n) continue;
    await faces.delete(id);
    say(`-${id}`);
  }
}
await galleries.close();
