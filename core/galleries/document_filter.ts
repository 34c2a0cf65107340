/**
 * MongoDB-style filters, sorts and updates of documents: their types and how a document is matched.
 * @module
 */
import type { Json } from "../fields.ts";

/** A value in a document: JSON, and ids as BigInt. */
export type DocumentValue = Json | bigint | DocumentValue[] | { [key: string]: DocumentValue };

/** Operators on one field. */
export interface FieldOperators {
  readonly $eq?: DocumentValue;
  readonly $ne?: DocumentValue;
  readonly $gt?: DocumentValue;
  readonly $gte?: DocumentValue;
  readonly $lt?: DocumentValue;
  readonly $lte?: DocumentValue;
  readonly $in?: readonly DocumentValue[];
  readonly $nin?: readonly DocumentValue[];
  /** The list has all of these. */
  readonly $all?: readonly DocumentValue[];
  readonly $exists?: boolean;
  readonly $not?: FieldOperators;
}

/**
 * A filter: fields (dotted keys reach into objects and lists) with a value to equal or operators,
 * and `$and`, `$or`, `$not` of filters. As in MongoDB, a list matches where it equals the value
 * or one of its members does, and null matches absent fields too.
 */
export type DocumentFilter = {
  readonly $and?: readonly DocumentFilter[];
  readonly $or?: readonly DocumentFilter[];
  readonly $not?: DocumentFilter;
} & { readonly [field: string]: unknown };

/** Fields to sort by, the first first: 1 rising, −1 falling. Absent values come first, as null. */
export type DocumentSort = { readonly [field: string]: 1 | -1 };

/** A change of a document; without operators, the fields are set. `_id` and `owner` never change. */
export type DocumentUpdate =
  | {
      readonly $set?: { readonly [field: string]: DocumentValue };
      readonly $unset?: { readonly [field: string]: unknown };
      readonly $inc?: { readonly [field: string]: number };
      /** Adds a member to a list that does not have it. */
      readonly $addToSet?: { readonly [field: string]: DocumentValue };
      /** Removes a member from a list. */
      readonly $pull?: { readonly [field: string]: DocumentValue };
    }
  | { readonly [field: string]: DocumentValue };

/** Which documents to give, and in which order. */
export interface FindOptions {
  /** Default: by `_id`. */
  readonly sort?: DocumentSort;
  /** Default: 0. */
  readonly skip?: number;
  /** Default: all. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** What `updateOne` and `removeOne` give back. */
export interface ReturnOptions {
  /** The document as it was, or as it became. Default: `after`. */
  readonly returnDocument?: "before" | "after";
}
