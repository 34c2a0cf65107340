/**
 * A store of documents that gives them back as instances of a class.
 * @module
 */
import type { DocumentFilter, DocumentUpdate, FindOptions, ReturnOptions } from "./document_filter.ts";
import type { OwnedDocuments } from "./document_stores.ts";
import type { Document, UserRef } from "./documents.ts";

/** The same documents, each as `new Model(document)`. */
export class ModelView<D extends Document, M> implements OwnedDocuments<D, M> {
  readonly #documents: OwnedDocuments<D>;
  readonly #Model: new (
    document: D,
  ) => M;

  constructor(documents: OwnedDocuments<D>, Model: new (document: D) => M) {
    this.#documents = documents;
    this.#Model = Model;
  }

  async *find(user: UserRef, filter?: DocumentFilter, options?: FindOptions): AsyncGenerator<M> {
    for await (const document of this.#documents.find(user, filter, options)) yield new this.#Model(document);
  }

  async findOne(user: UserRef, filter?: DocumentFilter, options?: FindOptions): Promise<M | undefined> {
    return this.#wrap(await this.#documents.findOne(user, filter, options));
  }

  count(user: UserRef, filter?: DocumentFilter): Promise<number> {
    return this.#documents.count(user, filter);
  }

  async removeOne(user: UserRef, filter: DocumentFilter, options?: FindOptions): Promise<M | undefined> {
    return this.#wrap(await this.#documents.removeOne(user, filter, options));
  }

  async updateOne(
    user: UserRef,
    filter: DocumentFilter,
    update: DocumentUpdate,
    options?: FindOptions & ReturnOptions,
  ): Promise<M | undefined> {
    return this.#wrap(await this.#documents.updateOne(user, filter, update, options));
  }

  updateMany(user: UserRef, filter: DocumentFilter, update: DocumentUpdate): Promise<number> {
    return this.#documents.updateMany(user, filter, update);
  }

  wrapInModel<N>(Model: new (document: D) => N): OwnedDocuments<D, N> {
    return this.#documents.wrapInModel(Model);
  }

  #wrap(document: D | undefined): M | undefined {
    return document && new this.#Model(document);
  }
}
