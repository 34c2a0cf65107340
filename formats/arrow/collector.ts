/**
 * Collects the values of one field.
 * @module
 */
import type { Data, DataType } from "apache-arrow";
import type { FieldType } from "../../core/mod.ts";
import { Cells } from "./cells.ts";
import { COLUMN_DATA } from "./column_data.ts";

/** Values of one field until they make a column. */
export class Collector {
  readonly #type: FieldType;
  readonly #isJson: boolean;
  #cells = new Cells<unknown>();

  constructor(type: FieldType) {
    this.#type = type;
    this.#isJson = type === "object" || type === "objects";
  }

  /** The value as it is collected: objects become JSON text. */
  stored(value: unknown): unknown {
    return this.#isJson ? JSON.stringify(value) : value;
  }

  /** Adds the stored value of a row. Returns about how many bytes it takes. */
  add(row: number, stored: unknown): number {
    this.#cells.add(row, stored);
    return sizeOf(stored);
  }

  /** The column, and none collected. */
  take(length: number, type: DataType): Data {
    const cells = this.#cells;
    this.#cells = new Cells();
    return COLUMN_DATA[this.#type](cells as Cells<never>, length, type);
  }
}

/** Scalars count as eight bytes, which is right for numbers. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (value instanceof Uint8Array || value instanceof Float32Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOf(item), 0);
  return 8;
}
