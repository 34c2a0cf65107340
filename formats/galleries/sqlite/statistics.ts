/**
 * What an owner has in a database, counted.
 * @module
 */
import type { Collection, StoreStats } from "../../../core/mod.ts";
import type { Connection } from "./connection.ts";
import { type GalleryRow, galleryRows } from "./gallery_rows.ts";

/** Counts all; `rows` are the owner's galleries. */
export function countAll(
  db: Connection,
  owner: string,
): Omit<StoreStats, "indexedVectors" | "bytes"> & { rows: GalleryRow[] } {
  const rows = galleryRows(db, owner);
  const documents = db.all(
    "SELECT collection, count(*) FROM documents WHERE owner = ? GROUP BY collection",
    owner,
  );
  return {
    rows,
    liveServers: 1,
    totalServers: 1,
    galleries: rows.length,
    faces: countOf(db, owner, "faces f"),
    vectors: countOf(db, owner, "faces f JOIN vectors USING (face)"),
    crops: countOf(db, owner, "faces f JOIN crops USING (face)"),
    documents: Object.fromEntries(
      documents.map(([collection, number]) => [collection as Collection, Number(number)]),
    ),
  };
}

function countOf(db: Connection, owner: string, tables: string): number {
  const sql = `SELECT count(*) FROM ${tables} JOIN galleries g ON g.gallery = f.gallery WHERE g.owner = ?`;
  return Number(db.first(sql, owner)![0]);
}
