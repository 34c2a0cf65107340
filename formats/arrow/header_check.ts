/**
 * Checks the flatbuffer header of an Arrow message before apache-arrow decodes it.
 *
 * The decoder follows every offset and believes every length, so that a few hostile bytes could make
 * it loop for hours or fill the memory. The C++ implementation runs the verifier of flatbuffers
 * first; JavaScript has none. Only what leads on is checked here (tables, vectors, strings): a wrong
 * scalar does no harm before its value is used.
 *
 * Layouts follow Schema.fbs and Message.fbs of the Arrow format.
 * @module
 */

/** What a slot of a table refers to. */
type Reference =
  | { readonly vector: number }
  | { readonly table: Layout }
  | { readonly tables: () => Layout }
  | { readonly typeSlot: number; readonly union: Readonly<Record<number, Layout>> };

/** The slots of a table that refer to something, by index. */
type Layout = Readonly<Record<number, Reference>>;

const STRING = { vector: 1 };
const SCALARS_ONLY: Layout = {};
const KEY_VALUE: Layout = { 0: STRING, 1: STRING };
const METADATA = { tables: () => KEY_VALUE };
const TIMESTAMP: Layout = { 1: STRING };
const UNION: Layout = { 1: { vector: 4 } };
const FIELD: Layout = {
  0: STRING,
  3: { typeSlot: 2, union: { 10: TIMESTAMP, 14: UNION } },
  4: { table: { 1: { table: SCALARS_ONLY } } },
  5: { tables: () => FIELD },
  6: METADATA,
};
const SCHEMA: Layout = { 1: { tables: () => FIELD }, 2: METADATA, 3: { vector: 8 } };
const RECORD_BATCH: Layout = {
  1: { vector: 16 },
  2: { vector: 16 },
  3: { table: SCALARS_ONLY },
  4: { vector: 8 },
};
const DICTIONARY_BATCH: Layout = { 1: { table: RECORD_BATCH } };
const MESSAGE: Layout = {
  2: { typeSlot: 1, union: { 1: SCHEMA, 2: DICTIONARY_BATCH, 3: RECORD_BATCH } },
  4: METADATA,
};

/** Columns may hold columns; nobody goes this deep. */
const MAX_DEPTH = 64;
/** Fields, their types and their metadata, all together. */
const MAX_TABLES = 20_000;

/** Throws a RangeError where decoding the header of a message would read outside it or not end. */
export function checkHeader(header: Uint8Array): void {
  const walk = new HeaderWalk(header);
  walk.table(walk.target(0), MESSAGE, 0);
}

class HeaderWalk {
  readonly #view: DataView;
  #tables = 0;
  /** Bytes that may still be visited. Parts may be shared, but not without end. */
  #budget: number;

  constructor(header: Uint8Array) {
    this.#view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    this.#budget = 4 * header.byteLength;
  }

  /** Where the offset at this position leads. */
  target(at: number): number {
    return at + this.#view.getInt32(at, true);
  }

  table(at: number, layout: Layout, depth: number): void {
    if (depth > MAX_DEPTH || ++this.#tables > MAX_TABLES) throw new RangeError("too many nested tables");
    for (const [slot, reference] of Object.entries(layout)) {
      const position = this.#slot(at, Number(slot));
      if (position !== undefined) this.#follow(reference, at, position, depth + 1);
    }
  }

  #follow(reference: Reference, table: number, at: number, depth: number): void {
    if ("vector" in reference) this.#vector(this.target(at), reference.vector);
    else if ("table" in reference) this.table(this.target(at), reference.table, depth);
    else if ("tables" in reference) this.#tablesAt(this.target(at), reference.tables(), depth);
    else {
      const type = this.#slot(table, reference.typeSlot);
      const layout = type === undefined ? undefined : reference.union[this.#view.getUint8(type)];
      this.table(this.target(at), layout ?? SCALARS_ONLY, depth);
    }
  }

  #tablesAt(at: number, layout: Layout, depth: number): void {
    const length = this.#vector(at, 4);
    for (let i = 0; i < length; i++) this.table(this.target(at + 4 + 4 * i), layout, depth);
  }

  /** Checks a vector with elements of `width` bytes and returns its length. */
  #vector(at: number, width: number): number {
    const length = this.#view.getUint32(at, true);
    this.#budget -= 4 + length * width;
    if (this.#budget < 0 || at + 4 + length * width > this.#view.byteLength) {
      throw new RangeError("a vector is longer than the header");
    }
    return length;
  }

  /** Position of a table's slot, undefined where the table leaves it out. */
  #slot(table: number, slot: number): number | undefined {
    const vtable = table - this.#view.getInt32(table, true);
    const entry = 4 + 2 * slot;
    // Signed, as the decoder reads them: what is checked must be what is decoded.
    if (entry >= this.#view.getInt16(vtable, true)) return undefined;
    const offset = this.#view.getInt16(vtable + entry, true);
    return offset === 0 ? undefined : table + offset;
  }
}
