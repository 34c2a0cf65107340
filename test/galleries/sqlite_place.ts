/**
 * Places for SQLite stores.
 * @module
 */
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../formats/mod.ts";
import type { StorePlace } from "./world.ts";

/** An empty folder for a store. */
export async function sqlitePlace(): Promise<StorePlace & { address: string }> {
  const folder = await mkdtemp(join(tmpdir(), "facepipe-gallery-"));
  const address = join(folder, "galleries.db");
  return {
    address,
    open: () => openSqliteStore(address),
    holds: (bytes) => filesIn(folder).some((path) => readFileSync(path).includes(Buffer.from(bytes))),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return paths.filter((path) => statSync(path).isFile());
}
