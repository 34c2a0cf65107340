/**
 * Boxes of ISO base media files, the container of HEIC and CR3 (ISO/IEC 14496-12).
 * @module
 */

/** A box without its header. */
export interface MediaBox {
  /** Four letters; of a `uuid` box the 32 hex digits of its id. */
  readonly type: string;
  readonly payload: Buffer;
}

/** More boxes side by side than any photo has. */
const MAX_BOXES = 1000;

/** The boxes that lie side by side in bytes; the last one may be cut. */
export function* mediaBoxes(bytes: Buffer): Generator<MediaBox> {
  let at = 0;
  for (let count = 0; count < MAX_BOXES && at + 8 <= bytes.length; count++) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    const [header, size] = sizeAt(bytes, at);
    if (size < header) return;
    const payload = bytes.subarray(at + header, at + size);
    if (type !== "uuid") yield { type, payload };
    else yield { type: payload.toString("hex", 0, 16), payload: payload.subarray(16) };
    at += size;
  }
}

/** Bytes of a box's header, and of the whole box. */
function sizeAt(bytes: Buffer, at: number): [header: number, size: number] {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return [8, bytes.length - at];
  if (size !== 1) return [8, size];
  return at + 16 > bytes.length ? [16, 0] : [16, Number(bytes.readBigUInt64BE(at + 8))];
}

/** All boxes that a path of types leads to, such as `moov`, `trak`. */
export function boxesAt(bytes: Buffer, ...types: string[]): Buffer[] {
  const [type, ...rest] = types;
  if (type === undefined) return [bytes];
  return [...mediaBoxes(bytes)]
    .filter((box) => box.type === type)
    .flatMap(({ payload }) => boxesAt(payload, ...rest));
}

/** The brands of a file, the major one first; none where it is no ISO base media file. */
export function brandsOf(bytes: Buffer): string[] {
  if (bytes.length < 16 || bytes.toString("latin1", 4, 8) !== "ftyp") return [];
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const brands = [bytes.toString("latin1", 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(bytes.toString("latin1", at, at + 4));
  return brands;
}
