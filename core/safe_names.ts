/**
 * File and folder names that every file system takes, made from names that nobody checked.
 * @module
 */

/** A name in two parts, so that a suffix can go between them. */
export interface NameParts {
  readonly stem: string;
  /** With its dot; empty where there is none. */
  readonly extension: string;
}

/** A name that somebody would like to have in a folder. */
export interface WantedName extends NameParts {
  /** Hex digits that tell this one from others of the same name. */
  readonly hash: string;
  /** False where the name must carry some of its hash even if nobody else wants it. */
  readonly plain: boolean;
}

/** The longest name that all common file systems take, in UTF-8 bytes: eCryptfs stops at 143. */
export const MAX_NAME_BYTES = 143;

/** Control characters, separators, what Windows forbids, and marks that turn the reading direction. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}<>:"/\\|?*\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Leading dots hide a file; Windows drops trailing dots and spaces. */
const EDGES = /^[.\s]+|[.\s]+$/gu;
/** Names of Windows devices, which stay devices with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|conin\$|conout\$)\s*(?:\.|$)/iu;
const EXTENSION = /(?<=.)\.[\p{L}\p{N}]{1,16}$/u;
/** ASCII, where folding is no more than lower case. */
const PLAIN = /^[ -~]*$/u;
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The nearest name that is one safe path segment on every file system, in Unicode NFC. It may
 * still be too long: {@linkcode alternativeNames} cuts it.
 *
 * @example
 * ```ts
 * import { safeName } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(safeName("../../etc/passwd"), "_.._etc_passwd");
 * assert.equal(safeName("nul.jpg"), "_nul.jpg");
 * assert.equal(safeName("Zoë, 3 years"), "Zoë, 3 years");
 * ```
 */
export function safeName(name: string): string {
  const safe = name.normalize("NFC").replace(UNSAFE, "_").replace(EDGES, "");
  if (safe === "") return "_";
  return DEVICE.test(safe) ? `_${safe}` : safe;
}

/** A name cut into stem and extension: the last dot and up to 16 letters or digits after it. */
export function splitName(name: string): NameParts {
  const extension = EXTENSION.exec(name)?.[0] ?? "";
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/**
 * The form of a name that two names share when some file system takes them for one: without
 * regard to case, Unicode composition and invisible characters.
 */
export function foldName(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
  return name.normalize("NFD").replace(IGNORED, "").toUpperCase().toLowerCase().normalize("NFC");
}

/**
 * Names for one thing, best first and without end: as it is, then with 8, 16 and 64 digits of
 * its hash, then with a number too. A name that is too long is cut and carries its hash at once.
 *
 * @example
 * ```ts
 * import { alternativeNames } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const names = alternativeNames({ stem: "a", extension: ".jpg" }, "1f3a9c02".repeat(8));
 * assert.equal(names.next().value, "a.jpg");
 * assert.equal(names.next().value, "a-1f3a9c02.jpg");
 * ```
 */
export function* alternativeNames({ stem, extension }: NameParts, hash: string): Generator<string, never> {
  const plain = stem + extension;
  const short = `-${hash.slice(0, 8)}`;
  yield Buffer.byteLength(plain) <= MAX_NAME_BYTES ? plain : withSuffix(stem, short, extension);
  for (const digits of [8, 16, 64]) yield withSuffix(stem, `-${hash.slice(0, digits)}`, extension);
  for (let count = 2; ; count++) yield withSuffix(stem, `-${hash}-${count}`, extension);
}

/** How many of the {@linkcode alternativeNames} differ by hash alone. */
export const HASHED_ALTERNATIVES = 4;

function withSuffix(stem: string, suffix: string, extension: string): string {
  const end = suffix + extension;
  return cutBytes(stem, MAX_NAME_BYTES - Buffer.byteLength(end)) + end;
}

/** The longest start of a text that takes no more than so many bytes of UTF-8 and splits no character. */
function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}

/**
 * One name for each wish, all distinct even where case does not count. Plain names come first;
 * among equal wishes, the first in the list is served first, so sort it by something that does
 * not depend on the order of arrival.
 *
 * @param isReserved Tells whether nobody may have a name; gets it as {@linkcode foldName} makes it.
 */
export function assignNames(
  wanted: readonly WantedName[],
  isReserved: (folded: string) => boolean,
): string[] {
  const taken = new Set<string>();
  const claim = (name: string): boolean => {
    const folded = foldName(name);
    if (isReserved(folded) || taken.has(folded)) return false;
    taken.add(folded);
    return true;
  };
  const plain = wanted.map((wish) => {
    const name = alternativeNames(wish, wish.hash).next().value;
    return wish.plain && claim(name) ? name : undefined;
  });
  return plain.map((name, index) => name ?? firstFree(wanted[index]!, claim));
}

function firstFree(wish: WantedName, claim: (name: string) => boolean): string {
  const names = alternativeNames(wish, wish.hash);
  names.next();
  for (;;) {
    const { value } = names.next();
    if (claim(value)) return value;
  }
}
