/**
 * The buffers of an Arrow record batch, in the order in which its columns use them.
 * @module
 */

/** What the header of a record batch says about its body. */
export interface BodyLayout {
  readonly nodes: readonly Node[];
  readonly buffers: readonly { readonly offset: number; readonly length: number }[];
}

/** Length and number of nulls of a column, or of the values inside one. */
export interface Node {
  readonly length: number;
  readonly nullCount: number;
}

type ViewConstructor<V> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): V;
};

/** The body of a batch is not what its header says. */
export class BodyDamage extends Error {}

/** Hands out nodes and buffers in order and lets none reach outside the body. */
export class Body {
  readonly #bytes: Uint8Array;
  readonly #layout: BodyLayout;
  #node = 0;
  #buffer = 0;

  /** @param bytes The body, aligned to 8 bytes. */
  constructor(bytes: Uint8Array, layout: BodyLayout) {
    this.#bytes = bytes;
    this.#layout = layout;
  }

  /** The next node. */
  node(): Node {
    const node = this.#layout.nodes[this.#node++];
    if (node === undefined) throw new BodyDamage("a column is missing");
    // No value takes less than a bit, but for those that take nothing at all.
    if (!(node.length >= 0 && node.length <= 8 * this.#bytes.length && node.nullCount <= node.length)) {
      throw new BodyDamage(`a column claims ${node.length} values`);
    }
    return node;
  }

  /** The next buffer. */
  bytes(): Buffer {
    const region = this.#layout.buffers[this.#buffer++];
    if (region === undefined) throw new BodyDamage("a buffer is missing");
    const { offset, length } = region;
    if (!(offset >= 0 && length >= 0 && offset + length <= this.#bytes.length)) {
      throw new BodyDamage("a buffer lies outside the body");
    }
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + offset, length);
  }

  /** The next buffer as `count` numbers, without a copy where it is aligned. */
  numbers<V>(View: ViewConstructor<V>, count: number): V {
    const bytes = this.bytes();
    const width = View.BYTES_PER_ELEMENT;
    if (bytes.length < count * width) throw new BodyDamage("a buffer is too short");
    const aligned = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
    return new View(aligned.buffer, aligned.byteOffset, count);
  }
}
