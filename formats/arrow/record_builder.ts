/**
 * Puts the values of columns together to records.
 * @module
 */
import type { FaceRecord } from "../../core/mod.ts";
import { setField } from "../set_field.ts";

/** A record that the next one of its kind is likely to resemble. */
interface Model {
  readonly record: Record<string, unknown>;
  /** Whether it has a value of each column. */
  readonly has: readonly boolean[];
}

/**
 * Builds records of checked values, without those that are undefined. A record that has the same
 * fields as the one before it of its kind begins as its copy: engines copy objects several times as
 * fast as they add fields to new ones.
 */
export class RecordBuilder {
  readonly #names: readonly string[];
  readonly #values: readonly (readonly unknown[])[];
  readonly #models = new Map<unknown, Model>();

  /** @param values For each name, those of all rows. */
  constructor(names: readonly string[], values: readonly (readonly unknown[])[]) {
    this.#names = names;
    this.#values = values;
  }

  /** The record of a row, which is of that kind. */
  record(row: number, kind: unknown): FaceRecord {
    const model = this.#models.get(kind);
    const similar = model !== undefined && this.#resembles(model, row);
    const record: Record<string, unknown> = similar ? { ...model.record } : {};
    for (let at = 0; at < this.#values.length; at++) {
      const value = this.#values[at]![row];
      if (value !== undefined) setField(record, this.#names[at]!, value);
    }
    if (!similar)
      this.#models.set(kind, { record, has: this.#values.map((cells) => cells[row] !== undefined) });
    return record as unknown as FaceRecord;
  }

  #resembles({ has }: Model, row: number): boolean {
    for (let at = 0; at < has.length; at++) {
      if ((this.#values[at]![row] !== undefined) !== has[at]) return false;
    }
    return true;
  }
}
