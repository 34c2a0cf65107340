/**
 * Reads the directories of TIFF structures: TIFF files, RAW files that are such, and EXIF blocks.
 * Nothing is followed twice and no value is longer than its reader asks for, so that hostile files
 * cost neither time nor memory.
 * @module
 */

/** Numbers of the tags that are read here (TIFF 6.0, EXIF 2.32, TIFF/EP, DNG 1.6). */
export const TAGS = {
  compression: 259,
  photometric: 262,
  make: 271,
  model: 272,
  stripOffsets: 273,
  orientation: 274,
  stripByteCounts: 279,
  subDirectories: 330,
  jpegOffset: 513,
  jpegLength: 514,
  exif: 34665,
  gps: 34853,
  dateTimeOriginal: 36867,
  offsetTimeOriginal: 36881,
  dngVersion: 50706,
} as const;

/** One value of a directory, not read yet. */
interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where its bytes are. */
  readonly at: number;
}

/** The entries of a directory, by tag, and where the next directory is; 0 where there is none. */
export interface Directory {
  readonly entries: ReadonlyMap<number, Entry>;
  readonly next: number;
}

/** Bytes that a value of each type takes; types that are not listed are not read. */
const SIZES: readonly (number | undefined)[] = [undefined, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

const ENTRY_BYTES = 12;

/** A TIFF structure. */
export class Tiff {
  readonly bytes: Buffer;
  readonly #littleEndian: boolean;

  private constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#littleEndian = bytes[0] === 0x49;
  }

  /** A TIFF structure, or an EXIF block with or without its mark; undefined where it is neither. */
  static open(bytes: Uint8Array): Tiff | undefined {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const block = buffer.toString("latin1", 0, 6) === "Exif\0\0" ? buffer.subarray(6) : buffer;
    const mark = block.toString("latin1", 0, 4);
    return block.length >= 8 && (mark === "II*\0" || mark === "MM\0*") ? new Tiff(block) : undefined;
  }

  /** Where the first directory is. */
  firstAt(): number {
    return this.#u32(4);
  }

  /** The first directory. */
  first(): Directory | undefined {
    return this.directory(this.firstAt());
  }

  /** The directory at an offset; undefined where it is not inside the file. */
  directory(at: number): Directory | undefined {
    if (!Number.isInteger(at) || at < 8 || at + 2 > this.bytes.length) return undefined;
    const count = Math.min(this.#u16(at), Math.floor((this.bytes.length - at - 2) / ENTRY_BYTES));
    const entries = new Map<number, Entry>();
    for (let i = 0; i < count; i++) {
      const entry = at + 2 + i * ENTRY_BYTES;
      const [tag, type, values] = [this.#u16(entry), this.#u16(entry + 2), this.#u32(entry + 4)];
      const size = (SIZES[type] ?? 0) * values;
      if (size > 0 && !entries.has(tag)) {
        entries.set(tag, { type, count: values, at: size > 4 ? this.#u32(entry + 8) : entry + 8 });
      }
    }
    const end = at + 2 + count * ENTRY_BYTES;
    return { entries, next: end + 4 <= this.bytes.length ? this.#u32(end) : 0 };
  }

  /** The directory that an entry points to. */
  child(directory: Directory | undefined, tag: number): Directory | undefined {
    const at = this.number(directory, tag);
    return at === undefined ? undefined : this.directory(at);
  }

  /** The first number of an entry. */
  number(directory: Directory | undefined, tag: number): number | undefined {
    return this.numbers(directory, tag, 1)[0];
  }

  /** The numbers of an entry, at most `most` of them; none where they are not inside the file. */
  numbers(directory: Directory | undefined, tag: number, most: number): number[] {
    const entry = directory?.entries.get(tag);
    if (entry === undefined) return [];
    const size = SIZES[entry.type]!;
    const count = Math.min(entry.count, most);
    if (entry.at + size * count > this.bytes.length) return [];
    return Array.from({ length: count }, (_, i) => this.#value(entry.type, entry.at + i * size));
  }

  /** The text of an entry, without what ends or pads it; undefined where there is none. */
  text(directory: Directory | undefined, tag: number, most = 256): string | undefined {
    const entry = directory?.entries.get(tag);
    if (entry === undefined || SIZES[entry.type] !== 1) return undefined;
    const bytes = this.bytes.subarray(entry.at, entry.at + Math.min(entry.count, most));
    const [text = ""] = bytes.toString("utf8").split("\0");
    return text.replaceAll(/[\p{Cc}\uFFFD]/gu, "").trim() || undefined;
  }

  #value(type: number, at: number): number {
    if (type === 3) return this.#u16(at);
    if (type === 4 || type === 13) return this.#u32(at);
    if (type === 5) return this.#u32(at) / this.#u32(at + 4);
    if (type === 8) return (this.#u16(at) << 16) >> 16;
    if (type === 9) return this.#u32(at) | 0;
    if (type === 10) return (this.#u32(at) | 0) / (this.#u32(at + 4) | 0);
    return SIZES[type] === 1 ? this.bytes[at]! : Number.NaN;
  }

  #u16(at: number): number {
    return this.#littleEndian ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  #u32(at: number): number {
    return this.#littleEndian ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }
}
