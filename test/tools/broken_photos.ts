/**
 * Broken photos of every kind: empty, cut, something else, and of absurd size.
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

/** Where files of a format state their width and height, each side in so many bytes. */
interface SizeField {
  readonly after: Buffer;
  readonly offset: number;
  readonly bytes: 2 | 4;
}

const JPEG_FRAME: SizeField = { after: Buffer.from("ffc0", "hex"), offset: 5, bytes: 2 };
const EXTENT: SizeField = { after: Buffer.from("ispe"), offset: 8, bytes: 4 };

const SIZE_FIELDS: Record<string, SizeField> = {
  ".jpg": JPEG_FRAME,
  ".png": { after: Buffer.from("IHDR"), offset: 4, bytes: 4 },
  ".heic": EXTENT,
  ".avif": EXTENT,
  ".cr2": JPEG_FRAME,
  ".nef": JPEG_FRAME,
  ".arw": JPEG_FRAME,
  ".dng": JPEG_FRAME,
  ".cr3": JPEG_FRAME,
};

/** Puts broken versions of the files `1.*` of a folder into its folder `broken`. */
export function writeBroken(folder: string): void {
  const to = join(folder, "broken");
  mkdirSync(to);
  for (const name of readdirSync(folder).filter((entry) => /^(1|palette)\./.test(entry))) {
    const bytes = readFileSync(join(folder, name));
    const extension = extname(name);
    writeFileSync(join(to, `empty${extension}`), "");
    writeFileSync(join(to, `cut${extension}`), bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    writeFileSync(join(to, `stub${extension}`), bytes.subarray(0, 40));
    writeFileSync(join(to, `text${extension}`), "The dog ate my photo.\n".repeat(20));
    const field = SIZE_FIELDS[extension];
    if (field) writeFileSync(join(to, `huge${extension}`), enlarged(bytes, field));
  }
}

/** The file with sides of 30,000 pixels in all its headers. */
function enlarged(bytes: Buffer, { after, offset, bytes: size }: SizeField): Buffer {
  const result = Buffer.from(bytes);
  for (let at = result.indexOf(after); at >= 0; at = result.indexOf(after, at + 1)) {
    if (at + offset + 2 * size > result.length) break;
    result.writeUIntBE(30_000, at + offset, size);
    result.writeUIntBE(30_000, at + offset + size, size);
  }
  return result;
}
