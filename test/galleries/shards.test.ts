/**
 * The suite on two shards.
 * @module
 */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../formats/mod.ts";
import { gallerySuite } from "./suite.ts";

gallerySuite("two shards", async () => {
  const folder = await mkdtemp(join(tmpdir(), "facepipe-shards-"));
  const addresses = ["a.db", "b.db"].map((name) => join(folder, name));
  return {
    open: () => openStore(addresses),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
