/**
 * Damage, as disks, networks and adversaries do it.
 * @module
 */
import type { Random } from "./random.ts";

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let n = 1 + random.below(20); n > 0; n--) copy[random.below(copy.length)]! ^= 1 << random.below(8);
    return copy;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length));
  },
  function cutOut(bytes, random) {
    const start = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random.below(200))]);
  },
  function repeatPart(bytes, random) {
    const start = random.below(bytes.length);
    const part = bytes.subarray(start, start + 1 + random.below(500));
    return Buffer.concat([bytes.subarray(0, start), part, part, bytes.subarray(start)]);
  },
  function overwriteWithExtremes(bytes, random) {
    const copy = Buffer.from(bytes);
    const start = random.below(copy.length);
    copy.fill(
      random.pick([0x00, 0xff, 0x7f, 0x80]),
      start,
      Math.min(copy.length, start + 1 + random.below(8)),
    );
    return copy;
  },
  function insertNoise(bytes, random) {
    const start = random.below(bytes.length);
    const noise = Buffer.from(Array.from({ length: 1 + random.below(64) }, () => random.below(256)));
    return Buffer.concat([bytes.subarray(0, start), noise, bytes.subarray(start)]);
  },
  function damageHeader(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let n = 1 + random.below(4); n > 0; n--)
      copy[random.below(Math.min(64, copy.length))] = random.below(256);
    return copy;
  },
];

/** The bytes with one to three kinds of damage. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let n = 1 + random.below(3); n > 0 && result.length > 1; n--)
    result = random.pick(MUTATIONS)(result, random);
  return result;
}

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  2 ** 53,
  "",
  "x".repeat(3000),
  "\u0000\ud800",
  "../../../etc/passwd",
  [],
  {},
  [null],
  [[Number.MAX_VALUE]],
  { a: { b: [1] } },
  "AAAA",
  "AACAfwAAgH8=",
];

/** An NDJSON stream in which some fields have other values, other names, or are gone. */
export function mutateFields(ndjson: string, random: Random): string {
  const lines = ndjson.trim().split("\n");
  for (let n = 1 + random.below(3); n > 0; n--) {
    const i = random.below(lines.length);
    const record = JSON.parse(lines[i]!) as Record<string, unknown>;
    const name = random.pick(Object.keys(record));
    const choice = random.below(4);
    if (choice === 0) delete record[name];
    else if (choice === 1)
      record[random.pick(["__proto__", "constructor", "kind", "toString", "extra"])] = record[name];
    else record[name] = random.pick(VALUES);
    lines[i] = random.below(20) === 0 ? lines[i]! : JSON.stringify(record);
    if (Object.keys(record).length === 0) break;
  }
  if (random.below(4) === 0) lines.splice(random.below(lines.length), 1);
  if (random.below(4) === 0) lines.splice(random.below(lines.length), 0, random.pick(lines));
  return `${lines.join("\n")}\n`;
}
