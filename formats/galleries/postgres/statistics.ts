/**
 * What an owner has in a database, counted.
 * @module
 */
import type { Collection, StoreStats } from "../../../core/mod.ts";
import { type GalleryRow, galleryRows } from "./gallery_rows.ts";
import { nearIndexState } from "./near_index.ts";
import type { Session } from "./session.ts";
import { type Sql, sql } from "./sql.ts";
import { toText } from "./text.ts";

/** Counts all; `rows` are the owner's galleries. */
export async function countAll(
  session: Session,
  owner: string,
): Promise<StoreStats & { rows: GalleryRow[] }> {
  const { galleries, faces, vectors, documents } = session.t;
  const rows = await galleryRows(session, owner);
  const count = (what: Sql, table: Sql) =>
    number(
      session,
      sql`SELECT ${what} FROM ${table} f JOIN ${galleries} g USING (gallery) WHERE g.owner = ${toText(owner)}`,
    );
  const collections = await session.all(
    sql`SELECT collection, count(*) FROM ${documents} WHERE owner = ${toText(owner)}
        GROUP BY collection ORDER BY collection`,
  );
  return {
    rows,
    liveServers: 1,
    totalServers: 1,
    galleries: rows.length,
    faces: await count(sql`count(*)`, faces),
    vectors: await count(sql`count(*)`, vectors),
    crops: await count(sql`count(f.crop)`, faces),
    documents: Object.fromEntries(collections.map(([name, n]) => [name as Collection, Number(n)])),
    indexedVectors: await indexedVectors(session, rows),
    bytes: await bytes(session),
  };
}

async function number(session: Session, statement: Sql): Promise<number> {
  return Number((await session.first(statement))![0]);
}

async function indexedVectors(session: Session, rows: readonly GalleryRow[]): Promise<number> {
  let sum = 0;
  for (const row of rows) {
    if ((await nearIndexState(session, row)) === "ready") sum += row.number;
  }
  return sum;
}

function bytes(session: Session): Promise<number> {
  return number(
    session,
    sql`SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ${session.t.schema} AND c.relkind = 'r'`,
  );
}
