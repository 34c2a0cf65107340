/**
 * Writes TIFF structures of any directories, for RAW containers and EXIF blocks.
 * @module
 */

/** What an entry holds. */
export type Field =
  | { readonly short: readonly number[] }
  | { readonly long: readonly number[] }
  | { readonly byte: readonly number[] }
  | { readonly text: string }
  /** Numerators and denominators. */
  | { readonly rational: readonly (readonly [number, number])[] }
  /** The offset of bytes that lie elsewhere in the file. */
  | { readonly pieces: readonly Buffer[] }
  /** The offsets of directories. */
  | { readonly directories: readonly Fields[] };

/** A directory: its entries by their tag. */
export type Fields = { readonly [tag: number]: Field };

/** The bytes of a little-endian TIFF file. */
export function tiffFile(chain: readonly Fields[], mark = ""): Buffer {
  const head = Buffer.alloc(8 + mark.length);
  const parts: Uint8Array[] = [head];
  let end = head.length;
  const place = (bytes: Buffer): number => {
    const at = end;
    // Values begin at even offsets.
    const padded = bytes.length % 2 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes;
    parts.push(padded);
    end += padded.length;
    return at;
  };
  let next = 0;
  for (const fields of chain.toReversed()) next = placeDirectory(fields, next, place);
  head.write(`II*\0\0\0\0\0${mark}`, "latin1");
  head.writeUInt32LE(next, 4);
  return Buffer.concat(parts);
}

type Place = (bytes: Buffer) => number;

function placeDirectory(fields: Fields, next: number, place: Place): number {
  const entries = Object.entries(fields).map(([tag, field]) => entryOf(Number(tag), field, place));
  const count = Buffer.alloc(2);
  count.writeUInt16LE(entries.length);
  return place(Buffer.concat([count, ...entries, longs([next])]));
}

function entryOf(tag: number, field: Field, place: Place): Buffer {
  const [type, size, value] = bytesOf(field, place);
  const entry = Buffer.alloc(12);
  entry.writeUInt16LE(tag);
  entry.writeUInt16LE(type, 2);
  entry.writeUInt32LE(value.length / size, 4);
  if (value.length > 4) entry.writeUInt32LE(place(value), 8);
  else value.copy(entry, 8);
  return entry;
}

function bytesOf(field: Field, place: Place): [type: number, size: number, value: Buffer] {
  if ("short" in field) return [3, 2, Buffer.from(Uint16Array.from(field.short).buffer)];
  if ("long" in field) return [4, 4, longs(field.long)];
  if ("byte" in field) return [1, 1, Buffer.from(field.byte)];
  if ("text" in field) return [2, 1, Buffer.from(`${field.text}\0`)];
  if ("rational" in field) return [5, 8, longs(field.rational.flat())];
  if ("pieces" in field) return [4, 4, longs(field.pieces.map(place))];
  return [4, 4, longs(field.directories.map((fields) => placeDirectory(fields, 0, place)))];
}

function longs(values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}
