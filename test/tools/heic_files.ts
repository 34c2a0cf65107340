/**
 * HEIC files, made by heif-enc of libheif.
 * @module
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { box } from "./raw_files.ts";

/** Why no HEIC files can be made here; undefined where they can. */
export const WITHOUT_HEIF_ENC = missing();

function missing(): string | undefined {
  try {
    execFileSync("heif-enc", ["--list-encoders"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "heif-enc is not here (Debian: libheif-examples)";
  }
}

/** Makes a HEIC file of a JPEG or PNG file. */
export function makeHeic(from: string, to: string): Buffer {
  execFileSync("heif-enc", ["-q", "95", "-p", "preset=ultrafast", "-o", to, from], { stdio: "ignore" });
  return readFileSync(to);
}

/**
 * How a decoder turns and mirrors pixels for each EXIF orientation: quarter turns to the left, and
 * after them the mirror, 0 upside down and 1 left to right (ISO/IEC 23008-12, irot and imir).
 */
const TURNS: readonly { readonly irot?: number; readonly imir?: number }[] = [
  {},
  { imir: 1 },
  { irot: 2 },
  { imir: 0 },
  { irot: 3, imir: 1 },
  { irot: 3 },
  { irot: 3, imir: 0 },
  { irot: 1 },
];

/** A HEIC file of heif-enc whose picture is to be turned as an EXIF orientation says, the way that phones write it. */
export function turnHeic(file: Buffer, orientation: number): Buffer {
  const boxes = Object.entries(TURNS[orientation - 1]!).map(([type, value]) =>
    box(type, Buffer.from([value])),
  );
  const added = boxes.reduce((sum, { length }) => sum + length, 0) + boxes.length;
  return Buffer.concat(
    children(file).map(({ type, payload }) => {
      if (type !== "meta") return box(type, payload);
      const primary = children(payload.subarray(4))
        .find((child) => child.type === "pitm")!
        .payload.readUInt16BE(4);
      const parts = children(payload.subarray(4)).map((child) => {
        if (child.type === "iprp") return box("iprp", withProperties(child.payload, boxes, primary));
        return box(child.type, child.type === "iloc" ? moved(child.payload, added) : child.payload);
      });
      return box("meta", payload.subarray(0, 4), ...parts);
    }),
  );
}

/** Adds boxes to the properties, and names them as those of an item. */
function withProperties(iprp: Buffer, boxes: readonly Buffer[], item: number): Buffer {
  const [ipco, ipma] = children(iprp);
  const known = children(ipco!.payload).length;
  const indexes = boxes.map((_, i) => 0x80 | (known + 1 + i));
  const old = ipma!.payload;
  const parts = [old.subarray(0, 8)];
  let at = 8;
  for (let i = 0; i < old.readUInt32BE(4); i++) {
    const end = at + 3 + old[at + 2]!;
    const entry = Buffer.from(old.subarray(at, end));
    const isItem = entry.readUInt16BE(0) === item;
    if (isItem) entry[2]! += indexes.length;
    parts.push(entry, Buffer.from(isItem ? indexes : []));
    at = end;
  }
  return Buffer.concat([box("ipco", ipco!.payload, ...boxes), box("ipma", ...parts)]);
}

/** Item locations of version 0 or 1 with bases, offsets and lengths of 4 bytes, where bases in the file grow. */
function moved(iloc: Buffer, by: number): Buffer {
  const [version] = iloc;
  if (iloc.toString("hex", 4, 6) !== "4440") throw new Error("heif-enc writes another iloc now");
  const result = Buffer.from(iloc);
  let at = 8;
  for (let i = 0; i < iloc.readUInt16BE(6); i++) {
    // Version 1 tells of each item whether it lies in the file or in this box.
    const isInFile = version === 0 || (iloc.readUInt16BE(at + 2) & 15) === 0;
    const base = at + (version === 0 ? 4 : 6);
    if (isInFile) result.writeUInt32BE(iloc.readUInt32BE(base) + by, base);
    at = base + 6 + 8 * iloc.readUInt16BE(base + 4);
  }
  return result;
}

function children(bytes: Buffer): { type: string; payload: Buffer }[] {
  const found: { type: string; payload: Buffer }[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32BE(at)) {
    const payload = bytes.subarray(at + 8, at + bytes.readUInt32BE(at));
    found.push({ type: bytes.toString("latin1", at + 4, at + 8), payload });
  }
  return found;
}
