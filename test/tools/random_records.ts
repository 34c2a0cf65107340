/**
 * Random choices and records, the same for the same seed.
 * @module
 */
import {
  type FaceRecord,
  FIELD_ENTRIES,
  type FieldType,
  type FieldTypes,
  KINDS,
  type Kind,
  type Point,
} from "../../core/mod.ts";
import { seeded } from "./random_vectors.ts";

/** Random choices of one seed. */
export class Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seeded(seed);
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** `count` values of `make`. */
  list<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }
}

const TEXTS = [
  "",
  "a.jpg",
  "/photos/2020/IMG_0001.jpg",
  "Ümläut – 日本 🙂.jpg",
  'quotes " and \\ and\nnewline\t\u0000\u001b',
  "\u2028\ufeff",
  "half a pair \ud83d",
  "x".repeat(100),
];
const NUMBERS = [0, -0, 1, 0.1, -1e-300, 1.7976931348623157e308, 5e-324, 123456.789];
const INTEGERS = [0, 1, 255, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER];
const UNKNOWN_NAMES = [
  "mine",
  "1",
  "0",
  "__proto__",
  "constructor",
  "extra",
  "ä",
  "with space",
  "embedding ",
  "toJSON",
];
const UNKNOWN_VALUES = [
  null,
  0,
  "text",
  "\udc00",
  [],
  {},
  [1, [null, "é"]],
  { b: 1, a: { "10": true, "2": [] } },
];
const DIMENSION = 5;

/** A random record of a random kind: any of its fields, known fields of other kinds, unknown ones. */
export function randomRecord(random: Random): FaceRecord {
  const kind = random.pick(KINDS);
  const record = new Map<string, unknown>();
  for (const [name, field] of FIELD_ENTRIES) {
    const required = (field.required as readonly Kind[]).includes(kind);
    if (required || (field.on.includes(kind) && random.next() < 0.5))
      record.set(name, randomValue(field.type, random, kind));
  }
  for (let i = random.below(4); i > 0; i--)
    record.set(random.pick(UNKNOWN_NAMES), random.pick(UNKNOWN_VALUES));
  const misplaced = random.pick(FIELD_ENTRIES);
  if (!misplaced[1].on.includes(kind)) record.set(misplaced[0], random.pick(UNKNOWN_VALUES));
  const entries = [...record].sort(() => random.next() - 0.5);
  return Object.fromEntries(entries) as unknown as FaceRecord;
}

function randomValue(type: FieldType, random: Random, kind: Kind): FieldTypes[FieldType] {
  switch (type) {
    case "kind":
      return kind;
    case "string":
      return random.pick(TEXTS);
    case "sha256":
      return random.list(64, () => random.pick([..."0123456789abcdef"])).join("");
    case "integer":
      return random.pick(INTEGERS);
    case "number":
      return random.pick(NUMBERS);
    case "boolean":
      return random.next() < 0.5;
    case "bytes":
      return Uint8Array.from(random.list(random.below(7), () => random.below(256)));
    case "embedding":
      return randomUnitVector(random, DIMENSION);
    case "box":
      return [-0, random.next(), random.next() + 1, random.next() + 1];
    case "landmarks":
      return random.list(5, (): Point => [random.next(), -random.next()]);
    case "strings":
      return random.list(random.below(3), () => random.pick(TEXTS));
    case "object":
      return { age: random.pick(NUMBERS), ["__proto__"]: {}, list: [random.pick(TEXTS), null] };
    case "objects":
      return random.list(random.below(3), () => ({ id: random.pick(TEXTS) }));
  }
}

/** A vector of length 1. */
export function randomUnitVector(random: Random, dimension: number): Float32Array {
  const values = random.list(dimension, () => random.next() - 0.5);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}
