/**
 * The pgvector extension, where the server has it.
 * @module
 */
import type { Database } from "./database.ts";
import { isTaken } from "./postgres_error.ts";
import type { Session } from "./session.ts";
import { identifier, raw, type Sql, sql } from "./sql.ts";

/** pgvector as it is installed in a database. Its names are told with their schema. */
export interface VectorExtension {
  /** The type of vectors of a length. */
  type(dimensions: number): Sql;
  /** The operator that gives the negative inner product. */
  readonly distance: Sql;
  /** Operator class of that operator for HNSW indexes. */
  readonly operators: Sql;
  /** Whether a search through an index goes on until it has enough (version 0.8). */
  readonly iterates: boolean;
}

/** The greatest length of vectors that an index can hold. */
export const MOST_INDEXED_DIMENSIONS = 2_000;

/**
 * The extension of a database; switches it on where the server has it and the user may. Without it
 * everything works, but searches read vectors into this process.
 */
export async function findVectorExtension(
  db: Database,
  note?: (message: string) => void,
): Promise<VectorExtension | undefined> {
  const found = await db.read(installed);
  if (found || !(await db.read(isAvailable))) return found;
  try {
    await db.write((session) => session.command("CREATE EXTENSION IF NOT EXISTS vector"));
  } catch (error) {
    // Another process may have been faster.
    if (!isTaken((error as Error).cause)) {
      note?.(
        `Gallery database ${db.address}: pgvector is installed but not switched on, and this user may not do it: let an administrator run CREATE EXTENSION vector there`,
      );
      return undefined;
    }
  }
  return db.read(installed);
}

async function isAvailable(session: Session): Promise<boolean> {
  const row = await session.first(sql`SELECT FROM pg_available_extensions WHERE name = 'vector'`);
  return row !== undefined;
}

async function installed(session: Session): Promise<VectorExtension | undefined> {
  const cells = await session.first(
    sql`SELECT n.nspname, e.extversion FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'vector'`,
  );
  if (!cells) return undefined;
  const [schema, version] = cells as [string, string];
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return {
    // A length cannot be a parameter; it comes from the database and is a number.
    type: (dimensions) => sql`${identifier(schema, "vector")}(${raw(String(Math.trunc(dimensions)))})`,
    distance: sql`OPERATOR(${identifier(schema)}.<#>)`,
    operators: identifier(schema, "vector_ip_ops"),
    iterates: major > 0 || minor >= 8,
  };
}
