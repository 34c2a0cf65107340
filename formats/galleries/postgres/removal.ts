/**
 * Removal of galleries and of all that an owner has. A gallery may be too large for one transaction,
 * so it is first taken away from its owner, at once, and then removed piece by piece; a
 * process that ends in between leaves the rest to the next one.
 * @module
 */
import type { Database } from "./database.ts";
import type { GalleryRow } from "./gallery_rows.ts";
import { nearIndexState, removeNearIndex } from "./near_index.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";
import { toText } from "./text.ts";

/** Owner of galleries that are being removed; no other owner is written so. */
const NOBODY = "\u0001removed";

/** Faces that are removed in one transaction. */
const PIECE = 5_000;

/** Takes a gallery away from its owner. Within a transaction. */
export async function detachGallery(session: Session, { gallery }: GalleryRow): Promise<void> {
  await session.run(
    sql`UPDATE ${session.t.galleries} SET owner = ${NOBODY}, name = source WHERE gallery = ${gallery}`,
  );
}

/** Takes all galleries away from an owner, and removes its documents. Within a transaction. */
export async function detachOwner(session: Session, owner: string): Promise<void> {
  const { galleries, documents, documentTerms } = session.t;
  const its = sql`owner = ${toText(owner)}`;
  await session.run(sql`UPDATE ${galleries} SET owner = ${NOBODY}, name = source WHERE ${its}`);
  await session.run(sql`DELETE FROM ${documentTerms} WHERE ${its}`);
  await session.run(sql`DELETE FROM ${documents} WHERE ${its}`);
}

/** Removes what was taken away; `dropIndex` lets go of an index in memory. */
export async function sweep(
  db: Database,
  dropIndexes: (sources: string[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const { galleries } = db.t;
  const statement = sql`SELECT gallery, source FROM ${galleries} WHERE owner = ${NOBODY}`;
  for (const [id, source] of await db.read((session) => session.all(statement), signal)) {
    const gallery = BigInt(id!);
    await dropIndexes([source!]);
    if ((await db.read((session) => nearIndexState(session, { gallery }), signal)) !== "absent")
      await db.maintain((session) => removeNearIndex(session, { gallery }), signal);
    while (await db.write((session) => removePiece(session, gallery), signal));
  }
}

/** False when the gallery is gone. */
async function removePiece(session: Session, gallery: bigint): Promise<boolean> {
  const { t } = session;
  const locked = await session.first(
    sql`SELECT FROM ${t.galleries} WHERE gallery = ${gallery} FOR UPDATE SKIP LOCKED`,
  );
  // Another process removes it, or has.
  if (!locked) return false;
  const first = sql`SELECT id FROM ${t.faces} WHERE gallery = ${gallery}::bigint ORDER BY id LIMIT ${PIECE}`;
  await session.run(sql`DELETE FROM ${t.faceTerms} WHERE gallery = ${gallery} AND id IN (${first})`);
  await session.run(sql`DELETE FROM ${t.vectors} WHERE gallery = ${gallery} AND id IN (${first})`);
  const removed = await session.run(
    sql`DELETE FROM ${t.faces} WHERE gallery = ${gallery} AND id IN (${first})`,
  );
  if (removed === PIECE) return true;
  await session.run(sql`DELETE FROM ${t.removals} WHERE gallery = ${gallery}`);
  await session.run(sql`DELETE FROM ${t.galleries} WHERE gallery = ${gallery}`);
  return false;
}

/**
 * Frees the space of removed rows and cleans the indexes; an HNSW index overwrites removed vectors then.
 * The server decides when it writes over the space itself, and how long it keeps its log and copies.
 */
export async function vacuum(db: Database, signal?: AbortSignal): Promise<void> {
  const { faces, vectors, faceTerms, removals, documents, documentTerms, galleries } = db.t;
  const tables = [faces, vectors, faceTerms, removals, documents, documentTerms, galleries];
  const statement = `VACUUM (INDEX_CLEANUP ON) ${tables.map(({ text }) => text).join(", ")}`;
  await db.maintain((session) => session.command(statement), signal);
}
