/**
 * The tables of a gallery database, and how older files become current.
 *
 * Ids are unsigned, SQLite's integers signed: tables hold `id − 2^63`, which keeps the order.
 * Text sorts as bytes of UTF-8, which is the order of code points.
 * @module
 */
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { storageError } from "../../../core/mod.ts";

/** "face" in ASCII, in the header of every gallery database. */
export const APPLICATION_ID = 0x66616365;

/** Steps from each version to the next; the first makes version 1 of an empty file. */
const MIGRATIONS: readonly string[] = [
  `
  -- generation counts changes of vectors, revision all changes; removals before "pruned" are not listed any more.
  CREATE TABLE galleries (
    gallery INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL UNIQUE,
    embedder TEXT,
    dimensions INTEGER,
    number INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    pruned INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0,
    forgotten INTEGER NOT NULL DEFAULT 0,
    UNIQUE (owner, name)
  ) STRICT;

  -- Vectors and crops lie apart, so that pages of faces are read without them.
  CREATE TABLE faces (
    face INTEGER PRIMARY KEY,
    gallery INTEGER NOT NULL,
    id INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    person INTEGER,
    meta TEXT NOT NULL,
    facts TEXT NOT NULL,
    UNIQUE (gallery, id)
  ) STRICT;
  CREATE UNIQUE INDEX faces_by_generation ON faces (gallery, generation);
  CREATE INDEX faces_by_person ON faces (gallery, person, id) WHERE person IS NOT NULL;

  CREATE TABLE vectors (face INTEGER PRIMARY KEY, vector BLOB NOT NULL) STRICT;
  CREATE TABLE crops (face INTEGER PRIMARY KEY, crop BLOB NOT NULL) STRICT;

  CREATE TABLE face_terms (
    gallery INTEGER NOT NULL,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (gallery, field, text, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE removals (
    gallery INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (gallery, generation)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE documents (
    owner TEXT NOT NULL,
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (owner, collection, key)
  ) STRICT;
  CREATE TABLE document_terms (
    owner TEXT NOT NULL,
    collection TEXT NOT NULL,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (owner, collection, field, text, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX document_terms_by_key ON document_terms (owner, collection, key);
  `,
];

/** The version that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a file to the current version.
 *
 * @throws FacepipeError STORAGE_ERROR for a database of a newer version or of another program.
 */
export function migrate(database: DatabaseSyncInstance, path: string): void {
  if (checkedVersion(database, path) === SCHEMA_VERSION) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been faster.
    for (let version = checkedVersion(database, path); version < SCHEMA_VERSION; version++) {
      database.exec(MIGRATIONS[version]!);
    }
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function checkedVersion(database: DatabaseSyncInstance, path: string): number {
  const version = pragma(database, "user_version");
  const application = pragma(database, "application_id");
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number };
  if (application !== APPLICATION_ID && (tables.n > 0 || version !== 0)) {
    throw storageError(
      `Cannot use gallery database ${path}: it is a database of another program: choose another file with --db`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw storageError(
      `Cannot use gallery database ${path}: a newer facepipe made it (version ${version}, this one knows ${SCHEMA_VERSION}): update facepipe`,
    );
  }
  return version;
}

function pragma(database: DatabaseSyncInstance, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0] as number;
}
