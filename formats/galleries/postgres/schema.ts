/**
 * The tables of a gallery database, and how older ones become current.
 *
 * Ids are unsigned, Postgres' integers signed: tables hold `id − 2^63`, which keeps the order. Text
 * sorts as bytes of UTF-8 (collation "C"), which is the order of code points.
 * @module
 */
import { storageError } from "../../../core/mod.ts";
import type { Database } from "./database.ts";
import type { Session } from "./session.ts";
import { identifier, sql } from "./sql.ts";
import type { Tables } from "./tables.ts";

/** "face" in ASCII: the class of our advisory locks. */
export const LOCK_CLASS = 0x66616365;

/** Makes a version out of the one before; the first out of an empty schema. */
export type Migration = (t: Tables) => string;

/** Steps from each version to the next. */
export const MIGRATIONS: readonly Migration[] = [
  (t) => `
  -- generation counts changes of vectors; removals before "pruned" are not listed any more.
  CREATE TABLE ${t.galleries.text} (
    gallery bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    source text NOT NULL,
    embedder text,
    dimensions integer,
    number bigint NOT NULL DEFAULT 0,
    generation bigint NOT NULL DEFAULT 0,
    pruned bigint NOT NULL DEFAULT 0,
    UNIQUE (owner, name)
  );

  CREATE TABLE ${t.faces.text} (
    gallery bigint NOT NULL,
    id bigint NOT NULL,
    person bigint,
    meta text NOT NULL,
    facts text NOT NULL,
    crop bytea,
    PRIMARY KEY (gallery, id)
  );
  CREATE INDEX faces_by_person ON ${t.faces.text} (gallery, person, id) WHERE person IS NOT NULL;
  ALTER TABLE ${t.faces.text} ALTER COLUMN crop SET STORAGE EXTERNAL;

  -- Vectors lie apart and in the rows themselves, so that a search reads them and nothing else.
  CREATE TABLE ${t.vectors.text} (
    gallery bigint NOT NULL,
    id bigint NOT NULL,
    generation bigint NOT NULL,
    embedding real[] NOT NULL,
    PRIMARY KEY (gallery, id)
  ) WITH (toast_tuple_target = 8160);
  CREATE UNIQUE INDEX vectors_by_generation ON ${t.vectors.text} (gallery, generation);
  ALTER TABLE ${t.vectors.text} ALTER COLUMN embedding SET STORAGE EXTERNAL;

  CREATE TABLE ${t.faceTerms.text} (
    gallery bigint NOT NULL,
    id bigint NOT NULL,
    field text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL
  );
  CREATE INDEX face_terms_by_text ON ${t.faceTerms.text} (gallery, field, left(text, 256), id);
  CREATE INDEX face_terms_by_face ON ${t.faceTerms.text} (gallery, id);

  CREATE TABLE ${t.removals.text} (
    gallery bigint NOT NULL,
    generation bigint NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (gallery, generation)
  );

  CREATE TABLE ${t.documents.text} (
    owner text COLLATE "C" NOT NULL,
    collection text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (owner, collection, key)
  );
  CREATE TABLE ${t.documentTerms.text} (
    owner text COLLATE "C" NOT NULL,
    collection text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL
  );
  CREATE INDEX document_terms_by_text ON ${t.documentTerms.text} (owner, collection, field, left(text, 256), key);
  CREATE INDEX document_terms_by_key ON ${t.documentTerms.text} (owner, collection, key);
  `,
];

/**
 * Brings a database to the current version; processes that start at once wait for each other.
 *
 * @throws FacepipeError STORAGE_ERROR for a database of a newer version, or one that does not keep text as UTF-8.
 */
export async function migrate(db: Database, migrations = MIGRATIONS): Promise<void> {
  const current = await db.read((session) => checkedVersion(session, migrations.length));
  if (current === migrations.length) return;
  await db.write(async (session) => {
    await session.run(sql`SELECT pg_advisory_xact_lock(${LOCK_CLASS}::int, hashtext(${db.t.schema}))`);
    // Another process may have been faster.
    const from = await checkedVersion(session, migrations.length);
    if (from === 0) await prepare(session);
    for (const migration of migrations.slice(from)) await session.command(migration(db.t));
    await session.run(sql`UPDATE ${db.t.about} SET version = ${migrations.length}::int`);
  });
}

async function prepare(session: Session): Promise<void> {
  const { t } = session;
  await session.command(`
    CREATE SCHEMA IF NOT EXISTS ${identifier(t.schema).text};
    CREATE TABLE ${t.about.text} (version integer NOT NULL);
    INSERT INTO ${t.about.text} VALUES (0)`);
}

async function checkedVersion(session: Session, newest: number): Promise<number> {
  const { t, address } = session;
  // Reading the catalogue itself shows what others committed a moment ago; to_regclass may not.
  const [encoding, exists] = (await session.first(
    sql`SELECT current_setting('server_encoding'), EXISTS (
      SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ${t.schema} AND c.relname = 'about')`,
  ))!;
  if (encoding !== "UTF8") {
    throw storageError(
      `Cannot use gallery database ${address}: it keeps text as ${encoding}: create it with ENCODING 'UTF8'`,
    );
  }
  if (exists !== "t") return 0;
  const version = Number((await session.first(sql`SELECT version FROM ${t.about}`))?.[0]);
  if (version > newest) {
    throw storageError(
      `Cannot use gallery database ${address}: a newer facepipe made it (version ${version}, this one knows ${newest}): update facepipe`,
    );
  }
  return version;
}
