/**
 * Removal of galleries and of all that an owner has. A gallery may be too large for one transaction,
 * so it is first taken away from its owner, at once, and then removed piece by piece; a
 * process that ends in between leaves the rest to the next one.
 * @module
 */
import type { Connection } from "./connection.ts";
import type { GalleryRow } from "./gallery_rows.ts";

/** Owner of galleries that are being removed. */
const NOBODY = "\u0001removed";

/** Faces that are removed in one transaction. */
const PIECE = 1_000;

/** Takes a gallery away from its owner. Within a write. */
export function detachGallery(db: Connection, row: GalleryRow): void {
  const sql = "UPDATE galleries SET owner = ?, name = source WHERE gallery = ?";
  db.run(sql, NOBODY, row.gallery);
}

/** Takes all galleries away from an owner, and removes its documents. Within a write. */
export function detachOwner(db: Connection, owner: string): void {
  db.run("UPDATE galleries SET owner = ?, name = source WHERE owner = ?", NOBODY, owner);
  db.run("DELETE FROM document_terms WHERE owner = ?", owner);
  db.run("DELETE FROM documents WHERE owner = ?", owner);
}

/** Removes what was taken away; `dropIndex` removes the index of a gallery. */
export async function sweep(db: Connection, dropIndex: (source: string) => Promise<void>): Promise<void> {
  const sql = "SELECT gallery, source FROM galleries WHERE owner = ?";
  for (const [gallery, source] of await db.read(() => db.all(sql, NOBODY))) {
    await dropIndex(source as string);
    while (await db.write(() => removePiece(db, gallery as bigint)));
  }
}

/** False when the gallery is gone. */
function removePiece(db: Connection, gallery: bigint): boolean {
  const faces = db.all("SELECT face FROM faces WHERE gallery = ? LIMIT ?", gallery, PIECE);
  for (const table of ["vectors", "crops", "faces"]) {
    for (const [face] of faces) db.run(`DELETE FROM ${table} WHERE face = ?`, face!);
  }
  if (faces.length === PIECE) return true;
  for (const table of ["face_terms", "removals", "galleries"])
    db.run(`DELETE FROM ${table} WHERE gallery = ?`, gallery);
  return false;
}
