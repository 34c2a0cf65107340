/**
 * Tokens of pages: where the next page begins. Opaque to callers; a token that was changed, or
 * belongs to another question, is refused.
 * @module
 */
import { createHash } from "node:crypto";
import { FacepipeError } from "../errors.ts";
import { formatId, parseId } from "./ids.ts";
import type { FaceMatch } from "./store.ts";

/** Where a page begins: after this face. Without similarity where the order is that of ids. */
export type PageStart = Pick<FaceMatch, "id"> & Partial<FaceMatch>;

/** A short digest of the question that pages belong to. */
export function digestOf(question: unknown): string {
  const text = JSON.stringify(question, (_, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    return value instanceof Float32Array
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")
      : value;
  });
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

/** The token of the page after a face. */
export function formatPage(question: string, { id, similarity }: PageStart): string {
  const content = JSON.stringify([formatId(id), similarity ?? null]);
  return Buffer.from(`${digestOf([question, content])}${content}`).toString("base64url");
}

/** Reads a token. @throws FacepipeError BAD_PARAM (`page`) where it is none, or one of another question. */
export function parsePage(question: string, token: unknown): PageStart {
  const text = typeof token === "string" ? Buffer.from(token, "base64url").toString() : "";
  const content = text.slice(16);
  if (text.slice(0, 16) !== digestOf([question, content]) || formatBack(text) !== token)
    throw pageError(token);
  const [id, similarity] = JSON.parse(content) as [string, number | null];
  return { id: parseId(id), ...(similarity === null ? {} : { similarity }) };
}

function formatBack(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function pageError(token: unknown): FacepipeError {
  return new FacepipeError("BAD_PARAM", "Cannot use page: it is not the page of a list with these filters", {
    param: "page",
    value: typeof token === "string" ? token.slice(0, 200) : token,
  });
}
