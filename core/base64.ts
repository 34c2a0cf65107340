/**
 * Strict base64, so that damage in a stream is noticed and not skipped over.
 * @module
 */

/**
 * Decodes base64 as RFC 4648 section 4 defines it: standard alphabet, padded, no line breaks, unused
 * bits zero. `Buffer` alone skips what it does not know and also reads the URL-safe alphabet.
 *
 * @returns The bytes, or undefined where the text is not base64. They may share memory with other values.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  if (text.length === 0) return new Uint8Array(0);
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const buffer = Buffer.from(text, "base64");
  // A character outside the alphabet is skipped, which leaves fewer bytes.
  if (buffer.length !== (text.length / 4) * 3 - padding) return undefined;
  if (text.includes("-") || text.includes("_")) return undefined;
  const lastGroup = buffer.length - (3 - padding);
  if (buffer.toString("base64", lastGroup) !== text.slice(-4)) return undefined;
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** The bytes behind a typed array as padded base64. */
export function encodeBase64(data: Uint8Array | Float32Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
}
