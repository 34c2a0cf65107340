/**
 * Reads the documents of a collection that match a filter.
 * @module
 */
import { FacepipeError, storageError } from "../errors.ts";
import type { CollectionRules } from "./collections.ts";
import type { DocumentFilter, DocumentSort, FindOptions } from "./document_filter.ts";
import { compileFilter, type Predicate, valuesAt } from "./document_match.ts";
import { type DocumentPlan, planOf } from "./document_plan.ts";
import { decodeDocument, orderValues } from "./document_values.ts";
import type { Document } from "./documents.ts";
import type { GalleryStore, ReadDocument } from "./store.ts";
import { compareText } from "./terms.ts";

/** Documents that are read at once. */
const PAGE = 500;

/** A document with what a replacement of it has to know. */
export interface Versioned<D> {
  readonly document: D;
  readonly key: string;
  readonly version: number;
}

/** Reads the documents of one collection of one owner. */
export class DocumentReader<D extends Document> {
  readonly #store: GalleryStore;
  readonly #rules: CollectionRules;
  readonly #owner: string;

  constructor(store: GalleryStore, rules: CollectionRules, owner: string) {
    this.#store = store;
    this.#rules = rules;
    this.#owner = owner;
  }

  /** The document of a key. */
  async read(key: string): Promise<Versioned<D> | undefined> {
    const query = { keys: [key], conditions: [], limit: 1 };
    const { rows } = await this.#store.pageDocuments(this.#owner, this.#rules.name, query);
    return rows[0] && this.#decode(rows[0]);
  }

  /** The documents that match, in order, one by one. @throws FacepipeError BAD_PARAM where the filter or an option is wrong. */
  async *find(filter: DocumentFilter = {}, options: FindOptions = {}): AsyncGenerator<Versioned<D>> {
    const { sort = { _id: 1 }, skip = 0, limit = Infinity } = options;
    checkCount("skip", skip);
    checkCount("limit", limit);
    const matches = compileFilter(filter);
    const plan = planOf(this.#rules, filter);
    const keys = checkSort(sort);
    const byId = keys[0] === "_id";
    if (limit === 0) return;
    const found = byId
      ? this.#scan(plan, matches, sort._id === -1, options.signal, skip + limit)
      : this.#sorted(plan, matches, sort, skip + limit, options.signal);
    let seen = 0;
    for await (const one of found) {
      if (seen++ < skip) continue;
      yield one;
      if (seen === skip + limit) return;
    }
  }

  /** By id, page by page; the first page is no larger than what is wanted. */
  async *#scan(
    plan: DocumentPlan,
    matches: Predicate,
    descending: boolean,
    signal?: AbortSignal,
    wanted = PAGE,
  ): AsyncGenerator<Versioned<D>> {
    const read = signal ? { signal } : {};
    let limit = Math.min(PAGE, wanted);
    for (let after: string | undefined; ; limit = PAGE) {
      const query = { ...plan, descending, limit, ...(after === undefined ? {} : { after }) };
      const { rows } = await this.#store.pageDocuments(this.#owner, this.#rules.name, query, read);
      for (const row of rows) {
        const one = this.#decode(row);
        if (matches(one.document)) yield one;
      }
      if (rows.length < limit) return;
      after = rows.at(-1)!.key;
    }
  }

  /** In another order: all that match are looked at, and the first `wanted` are kept. */
  async *#sorted(
    plan: DocumentPlan,
    matches: Predicate,
    sort: DocumentSort,
    wanted: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Versioned<D>> {
    const order = orderOf<D>(sort);
    let best: Versioned<D>[] = [];
    for await (const one of this.#scan(plan, matches, false, signal)) {
      best.push(one);
      if (best.length > 2 * wanted + PAGE) best = best.sort(order).slice(0, wanted);
    }
    yield* best.sort(order).slice(0, wanted);
  }

  #decode({ key, version, body }: ReadDocument): Versioned<D> {
    try {
      return { document: decodeDocument(body) as unknown as D, key, version };
    } catch (error) {
      const what = `${this.#rules.noun} ${key}`;
      throw storageError(`Cannot read ${what} from ${this.#store.address}: it is damaged`, error);
    }
  }
}

/** Order of documents; equal ones by id. */
function orderOf<D extends Document>(sort: DocumentSort): (a: Versioned<D>, b: Versioned<D>) => number {
  const fields = Object.entries(sort).map(([field, direction]) => ({ path: field.split("."), direction }));
  return (a, b) => {
    for (const { path, direction } of fields) {
      const order = orderValues(
        valuesAt(a.document as never, path)[0],
        valuesAt(b.document as never, path)[0],
      );
      if (order !== 0) return order * direction;
    }
    return compareText(a.key, b.key);
  };
}

function checkSort(sort: DocumentSort): string[] {
  const fields = Object.entries(sort);
  if (fields.length > 0 && fields.every(([, direction]) => direction === 1 || direction === -1))
    return fields.map(([field]) => field);
  throw new FacepipeError("BAD_PARAM", "Cannot sort documents: expected fields with 1 or -1", {
    param: "sort",
    value: sort,
  });
}

function checkCount(param: string, value: number): void {
  if (value === Infinity || (Number.isSafeInteger(value) && value >= 0)) return;
  throw new FacepipeError("BAD_PARAM", `Cannot use ${param} ${value}: expected a whole number, 0 or more`, {
    param,
    value,
  });
}
