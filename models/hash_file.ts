/**
 * Hashes of files, read as a stream so that memory stays small.
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of a file's bytes, 64 hex digits. */
export async function sha256OfFile(path: string): Promise<string> {
  return (await hashFile(path, "sha256")).toString("hex");
}

/** SHA-512 of a file's bytes as npm writes it: `sha512-` and base64. */
export async function integrityOfFile(path: string): Promise<string> {
  return `sha512-${(await hashFile(path, "sha512")).toString("base64")}`;
}

async function hashFile(path: string, algorithm: "sha256" | "sha512"): Promise<Buffer> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest();
}
