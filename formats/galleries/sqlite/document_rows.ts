/**
 * Rows of the tables of documents. Functions that change something run within a write.
 * @module
 */
import type { Collection, DocumentQuery, ReadDocument, StoredDocument, Term } from "../../../core/mod.ts";
import { documentsWhere } from "./conditions.ts";
import type { Connection } from "./connection.ts";

const OF_DOCUMENT = "owner = ? AND collection = ? AND key = ?";

/** Adds a document; false where its key is taken. */
export function insertDocument(
  db: Connection,
  owner: string,
  collection: Collection,
  document: StoredDocument,
): boolean {
  const { key, version, body, terms } = document;
  if (db.first(`SELECT 1 FROM documents WHERE ${OF_DOCUMENT}`, owner, collection, key)) return false;
  const sql = "INSERT INTO documents (owner, collection, key, version, body) VALUES (?, ?, ?, ?, ?)";
  db.run(sql, owner, collection, key, version, body);
  insertTerms(db, owner, collection, key, terms);
  return true;
}

/** Replaces a document that has the version before; false where it has not. */
export function replaceDocument(
  db: Connection,
  owner: string,
  collection: Collection,
  document: StoredDocument,
): boolean {
  const { key, version, body, terms } = document;
  const sql = `UPDATE documents SET version = ?, body = ? WHERE ${OF_DOCUMENT} AND version = ?`;
  if (db.run(sql, version, body, owner, collection, key, version - 1) === 0) return false;
  deleteTerms(db, owner, collection, key);
  insertTerms(db, owner, collection, key, terms);
  return true;
}

/** Removes a document, where a version is given only if it has it. */
export function deleteDocument(
  db: Connection,
  owner: string,
  collection: Collection,
  key: string,
  version?: number,
): boolean {
  const sql = `DELETE FROM documents WHERE ${OF_DOCUMENT} AND (? IS NULL OR version = ?)`;
  const wanted = version ?? null;
  if (db.run(sql, owner, collection, key, wanted, wanted) === 0) return false;
  deleteTerms(db, owner, collection, key);
  return true;
}

/** A page of documents by key. */
export function documentRows(
  db: Connection,
  owner: string,
  collection: Collection,
  query: DocumentQuery,
): ReadDocument[] {
  const { text, values } = documentsWhere(owner, collection, query);
  const rows = db.all(`SELECT b.key, b.version, b.body ${text}`, ...values);
  return rows.map(([key, version, body]) => ({
    key: key as string,
    version: Number(version),
    body: body as string,
  }));
}

function insertTerms(
  db: Connection,
  owner: string,
  collection: Collection,
  key: string,
  terms: readonly Term[],
): void {
  const sql =
    "INSERT OR IGNORE INTO document_terms (owner, collection, field, text, key) VALUES (?, ?, ?, ?, ?)";
  for (const { field, text } of terms) db.run(sql, owner, collection, field, text, key);
}

function deleteTerms(db: Connection, owner: string, collection: Collection, key: string): void {
  db.run(`DELETE FROM document_terms WHERE ${OF_DOCUMENT}`, owner, collection, key);
}
