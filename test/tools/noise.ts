/**
 * Bytes without a pattern, the same on every run.
 * @module
 */
import { createHash } from "node:crypto";

/** `size` bytes that depend only on `seed`: SHA-256 in counter mode. */
export function noise(size: number, seed: string): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < size; i++) blocks.push(createHash("sha256").update(`${seed} ${i}`).digest());
  return Buffer.concat(blocks).subarray(0, size);
}

/** SHA-256 of bytes, or of a text as UTF-8, as 64 hex digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}
