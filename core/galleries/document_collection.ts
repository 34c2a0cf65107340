/**
 * The store of one collection of documents: what all of them can do.
 *
 * A document is changed by reading it, changing the copy, and replacing it only if it is still the
 * one that was read; where it is not, again from the start.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { type CollectionRules, documentTerms, keyOf } from "./collections.ts";
import type { DocumentContext } from "./document_context.ts";
import type { DocumentFilter, DocumentUpdate, FindOptions, ReturnOptions } from "./document_filter.ts";
import { compileFilter } from "./document_match.ts";
import { DocumentReader, type Versioned } from "./document_reader.ts";
import type { OwnedDocuments } from "./document_stores.ts";
import { compileUpdate } from "./document_update.ts";
import { encodeDocument } from "./document_values.ts";
import type { Document, UserRef } from "./documents.ts";
import { ModelView } from "./model_view.ts";
import type { StoredDocument } from "./store.ts";

/** Attempts to change a document that others change at the same time. */
const ATTEMPTS = 1_000;

/** A store of documents. */
export class DocumentCollection<D extends Document> implements OwnedDocuments<D> {
  protected readonly context: DocumentContext;
  readonly #rules: CollectionRules;

  constructor(context: DocumentContext, rules: CollectionRules) {
    this.context = context;
    this.#rules = rules;
  }

  async *find(user: UserRef, filter: DocumentFilter = {}, options: FindOptions = {}): AsyncGenerator<D> {
    const reader = this.reader(await this.ownerOf(user));
    for await (const { document } of reader.find(filter, options)) yield document;
  }

  async findOne(
    user: UserRef,
    filter: DocumentFilter = {},
    options: FindOptions = {},
  ): Promise<D | undefined> {
    return (await this.#first(await this.ownerOf(user), filter, options))?.document;
  }

  async count(user: UserRef, filter: DocumentFilter = {}): Promise<number> {
    let count = 0;
    for await (const _ of this.find(user, filter)) count++;
    return count;
  }

  async removeOne(user: UserRef, filter: DocumentFilter, options: FindOptions = {}): Promise<D | undefined> {
    const owner = await this.ownerOf(user);
    const matches = compileFilter(filter);
    for (;;) {
      const found = await this.#first(owner, filter, options);
      if (!found) return undefined;
      const current = await this.reader(owner).read(found.key);
      if (!current || !matches(current.document)) continue;
      await this.beforeRemoval(owner, current.document);
      if (await this.erase(owner, current)) return current.document;
    }
  }

  async updateOne(
    user: UserRef,
    filter: DocumentFilter,
    update: DocumentUpdate,
    options: FindOptions & ReturnOptions = {},
  ): Promise<D | undefined> {
    const { returnDocument = "after" } = options;
    if (returnDocument !== "before" && returnDocument !== "after") {
      throw new FacepipeError("BAD_PARAM", "Cannot use returnDocument: expected before or after", {
        param: "returnDocument",
        value: returnDocument,
      });
    }
    const owner = await this.ownerOf(user);
    const change = this.#compile(update);
    for (;;) {
      const found = await this.#first(owner, filter, options);
      if (!found) return undefined;
      const changed = await this.change(owner, found.key, change, compileFilter(filter));
      // Somebody made it another document meanwhile: the first that matches may be another one now.
      if (changed) return changed[returnDocument];
    }
  }

  async updateMany(user: UserRef, filter: DocumentFilter, update: DocumentUpdate): Promise<number> {
    const owner = await this.ownerOf(user);
    const change = this.#compile(update);
    const matches = compileFilter(filter);
    let count = 0;
    for await (const { key } of this.reader(owner).find(filter)) {
      if (await this.change(owner, key, change, matches)) count++;
    }
    return count;
  }

  wrapInModel<N>(Model: new (document: D) => N): OwnedDocuments<D, N> {
    return new ModelView(this, Model);
  }

  /** The owner that a user is. @throws FacepipeError AUTH_FAILED where it is unknown or inactive. */
  protected async ownerOf(user: UserRef): Promise<string> {
    return (await this.context.users.require(user))._id;
  }

  /** Reads the documents of an owner. */
  protected reader(owner: string): DocumentReader<D> {
    return new DocumentReader(this.context.store, this.#rules, owner);
  }

  /** Checks what only this collection demands, before a document is stored. @throws FacepipeError BAD_PARAM. */
  protected check(_document: D): void {}

  /** Removes what belongs to a document, before it goes itself; repeated after a crash. */
  protected async beforeRemoval(_owner: string, _document: D): Promise<void> {}

  /** Removes a document as it was read; false where somebody else removed or changed it meanwhile. */
  protected erase(owner: string, { document, version }: Versioned<D>): Promise<boolean> {
    const key = keyOf(this.#rules, document._id);
    return this.context.store.removeDocument(owner, this.#rules.name, key, version);
  }

  /** Makes sure that a change can be carried on, before the document is replaced. */
  protected async beforeChange(_after: D): Promise<void> {}

  /** Carries a change on to what is kept elsewhere of a document. */
  protected async afterChange(_owner: string, _before: D, _after: D): Promise<void> {}

  /** Adds a document; false where its id is taken. */
  protected async insert(document: D): Promise<boolean> {
    this.check(document);
    return this.context.store.insertDocument(document.owner, this.#rules.name, this.stored(document, 1));
  }

  /** A document as stores keep it. */
  protected stored(document: D, version: number): StoredDocument {
    return {
      key: keyOf(this.#rules, document._id),
      body: encodeDocument(document),
      terms: documentTerms(this.#rules, document),
      version,
    };
  }

  /** The document of an id. @throws FacepipeError NOT_FOUND. */
  protected async existing(owner: string, id: D["_id"]): Promise<D> {
    const found = await this.reader(owner).read(keyOf(this.#rules, id));
    if (found) return found.document;
    throw this.notFound(id);
  }

  protected notFound(id: D["_id"]): FacepipeError {
    const { noun } = this.#rules;
    return new FacepipeError("NOT_FOUND", `Cannot find ${noun} ${id}`, { param: "_id", value: String(id) });
  }

  /** As {@linkcode change}, of the document of an id. @throws FacepipeError NOT_FOUND. */
  protected async changeExisting(owner: string, id: D["_id"], change: (document: D) => D): Promise<D> {
    const changed = await this.change(owner, keyOf(this.#rules, id), change);
    if (changed) return changed.after;
    throw this.notFound(id);
  }

  /** Changes a document; undefined where it is gone or no longer matches. */
  protected async change(
    owner: string,
    key: string,
    change: (document: D) => D,
    matches: (document: object) => boolean = () => true,
  ): Promise<{ before: D; after: D } | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const found = await this.reader(owner).read(key);
      if (!found || !matches(found.document)) return undefined;
      const after = change(found.document);
      this.check(after);
      await this.beforeChange(after);
      if (!(await this.#replace(owner, found, after))) continue;
      await this.afterChange(owner, found.document, after);
      return { before: found.document, after };
    }
    const { noun } = this.#rules;
    throw new FacepipeError("CONFLICT", `Cannot change ${noun} ${key}: others keep changing it`);
  }

  #replace(owner: string, { version }: Versioned<D>, after: D): Promise<boolean> {
    return this.context.store.replaceDocument(owner, this.#rules.name, this.stored(after, version + 1));
  }

  async #first(owner: string, filter: DocumentFilter, options: FindOptions) {
    for await (const found of this.reader(owner).find(filter, { ...options, limit: 1 })) return found;
    return undefined;
  }

  #compile(update: DocumentUpdate): (document: D) => D {
    return compileUpdate(update, this.#rules.fixed) as unknown as (document: D) => D;
  }
}
