/**
 * The store of counters.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { RULES } from "./collections.ts";
import { DocumentCollection } from "./document_collection.ts";
import type { DocumentContext } from "./document_context.ts";
import type { CounterStore } from "./document_stores.ts";
import type { CounterDocument, UserRef } from "./documents.ts";

const MAX_NAME = 200;

/** Counters. */
export class Counters extends DocumentCollection<CounterDocument> implements CounterStore {
  constructor(context: DocumentContext) {
    super(context, RULES.counters);
  }

  async add(user: UserRef, name: string, value = 0): Promise<CounterDocument> {
    const owner = await this.ownerOf(user);
    if (typeof name !== "string" || name === "" || name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
      const reason = `expected 1 to ${MAX_NAME} characters`;
      throw new FacepipeError("BAD_PARAM", `Cannot add a counter: the name is wrong: ${reason}`, {
        param: "name",
      });
    }
    const document = { _id: name, owner, value };
    if (await this.insert(document)) return document;
    const message = `Cannot add counter ${name}: it exists already`;
    throw new FacepipeError("CONFLICT", message, { param: "name", value: name });
  }

  async next(user: UserRef, name: string): Promise<number> {
    const owner = await this.ownerOf(user);
    const changed = await this.change(owner, name, (counter) => ({ ...counter, value: following(counter) }));
    if (changed) return changed.after.value;
    throw new TypeError(`Cannot count on with counter ${name}: there is none`);
  }
}

function following({ _id, value }: CounterDocument): number {
  if (Number.isSafeInteger(value) && value < Number.MAX_SAFE_INTEGER) return value + 1;
  throw new RangeError(`Cannot count on with counter ${_id}: it is no whole number below 2^53 − 1`);
}
