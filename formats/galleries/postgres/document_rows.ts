/**
 * Rows of the tables of documents.
 * @module
 */
import type { Collection, DocumentQuery, ReadDocument, StoredDocument } from "../../../core/mod.ts";
import { documentsWhere } from "./conditions.ts";
import type { Session } from "./session.ts";
import { type Sql, sql } from "./sql.ts";
import { fromText, toText } from "./text.ts";

function isDocument(owner: string, collection: Collection, key: string): Sql {
  return sql`owner = ${toText(owner)} AND collection = ${collection} AND key = ${toText(key)}`;
}

/** Adds a document; false where its key is taken. Within a transaction. */
export async function insertDocument(
  session: Session,
  owner: string,
  collection: Collection,
  document: StoredDocument,
): Promise<boolean> {
  const { key, version, body } = document;
  const added = await session.run(
    sql`INSERT INTO ${session.t.documents} (owner, collection, key, version, body)
        VALUES (${toText(owner)}, ${collection}, ${toText(key)}, ${version}, ${body}) ON CONFLICT DO NOTHING`,
  );
  if (added > 0) await insertTerms(session, owner, collection, document);
  return added > 0;
}

/** Replaces a document that has the version before; false where it has not. Within a transaction. */
export async function replaceDocument(
  session: Session,
  owner: string,
  collection: Collection,
  document: StoredDocument,
): Promise<boolean> {
  const { key, version, body } = document;
  const replaced = await session.run(
    sql`UPDATE ${session.t.documents} SET version = ${version}, body = ${body}
        WHERE ${isDocument(owner, collection, key)} AND version = ${version - 1}`,
  );
  if (replaced === 0) return false;
  await session.run(sql`DELETE FROM ${session.t.documentTerms} WHERE ${isDocument(owner, collection, key)}`);
  await insertTerms(session, owner, collection, document);
  return true;
}

/** Removes a document, where a version is given only if it has it. Within a transaction. */
export async function deleteDocument(
  session: Session,
  owner: string,
  collection: Collection,
  key: string,
  version?: number,
): Promise<boolean> {
  const that = version === undefined ? sql`` : sql` AND version = ${version}`;
  const where = isDocument(owner, collection, key);
  if ((await session.run(sql`DELETE FROM ${session.t.documents} WHERE ${where}${that}`)) === 0) return false;
  await session.run(sql`DELETE FROM ${session.t.documentTerms} WHERE ${where}`);
  return true;
}

/** A page of documents by key. */
export async function documentRows(
  session: Session,
  owner: string,
  collection: Collection,
  query: DocumentQuery,
): Promise<ReadDocument[]> {
  const rows = await session.all(
    sql`SELECT d.key, d.version, d.body ${documentsWhere(session, owner, collection, query)}`,
  );
  return rows.map(([key, version, body]) => ({
    key: fromText(key!),
    version: Number(version),
    body: body!,
  }));
}

async function insertTerms(
  session: Session,
  owner: string,
  collection: Collection,
  { key, terms }: StoredDocument,
): Promise<void> {
  if (terms.length === 0) return;
  const fields = terms.map(({ field }) => toText(field));
  const texts = terms.map(({ text }) => toText(text));
  await session.run(
    sql`INSERT INTO ${session.t.documentTerms} (owner, collection, field, text, key)
        SELECT ${toText(owner)}, ${collection}, w.field, w.text, ${toText(key)}
        FROM unnest(${fields}::text[], ${texts}::text[]) AS w (field, text)`,
  );
}
