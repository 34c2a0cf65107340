/**
 * Remembered people as text: a header, a line for each person, and a checksum, all JSON. In words:
 *
 * ```json
 * {"facepipe":"people","version":1,"embedder":"r50@0123456789ab","dimension":512,"settings":"…","next":3,"width":4,"people":1}
 * {"id":"person-0001","name":"Ann","faces":["0123456789abcdef-0"],"sum":"…"}
 * {"sha256":"…"}
 * ```
 *
 * `sum` is the sum of the unit vectors of the faces, base64 of little-endian float32: biometric
 * data. The checksum is that of all bytes before its line.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import type { RememberedPeople, RememberedPerson } from "../../core/mod.ts";

/** The version that is written; files of later ones are refused. */
const VERSION = 1;

/** More digits than any number of people has. */
const MAX_DIGITS = 15;

/** A text does not hold remembered people; the message says why. */
export class StateMismatch extends Error {}

/** The lines of remembered people. */
export function* writeState(state: RememberedPeople): Iterable<string> {
  const hash = createHash("sha256");
  const { embedder, dimension, settings, next, width, people } = state;
  const header = { facepipe: "people", version: VERSION, embedder, dimension, settings, next, width };
  yield hashed(hash, { ...header, people: people.length });
  for (const { id, name, faces, sum } of people) {
    const bytes = Buffer.from(sum.buffer, sum.byteOffset, sum.byteLength);
    yield hashed(hash, { id, name, faces, sum: bytes.toString("base64") });
  }
  yield `${JSON.stringify({ sha256: hash.digest("hex") })}\n`;
}

function hashed(hash: Hash, value: object): string {
  const line = `${JSON.stringify(value)}\n`;
  hash.update(line);
  return line;
}

/** Takes lines one by one and puts people together from them. */
export class StateParser {
  readonly #hash = createHash("sha256");
  #header: Header | undefined;
  #people: RememberedPerson[] = [];
  #faces = new Set<string>();
  #ended = false;

  /**
   * Takes a line, with its newline.
   *
   * @throws {StateMismatch} Where it is not what should stand there.
   */
  add(line: Buffer): void {
    const raw = parse(line);
    if (this.#ended) throw new StateMismatch("something follows its end");
    if (this.#header === undefined) this.#header = headerOf(raw);
    else if (this.#people.length < this.#header.people) this.#addPerson(personOf(raw, this.#header));
    else this.#end(raw);
    if (!this.#ended) this.#hash.update(line);
  }

  /**
   * The people.
   *
   * @throws {StateMismatch} Where lines are missing.
   */
  finish(): RememberedPeople {
    if (this.#header === undefined) throw new StateMismatch("it is empty");
    if (!this.#ended) throw new StateMismatch("its end is missing");
    return { ...this.#header, people: this.#people };
  }

  #addPerson(person: RememberedPerson): void {
    const last = this.#people.at(-1);
    if (last !== undefined && numberOf(last.id) >= numberOf(person.id)) {
      throw new StateMismatch("its people are not in order");
    }
    for (const face of person.faces) {
      if (this.#faces.has(face)) throw new StateMismatch("a face is in it twice");
      this.#faces.add(face);
    }
    this.#people.push(person);
  }

  #end({ sha256 }: Raw): void {
    if (sha256 !== this.#hash.digest("hex")) throw new StateMismatch("its checksum is wrong");
    this.#ended = true;
  }
}

type Raw = Readonly<Record<string, unknown>>;
type Header = Omit<RememberedPeople, "people"> & { readonly people: number };

function parse(line: Buffer): Raw {
  try {
    const raw: unknown = JSON.parse(line.toString());
    if (typeof raw === "object" && raw !== null) return raw as Raw;
  } catch {
    // The same as any other value that is no object.
  }
  throw new StateMismatch("a line of it is not a JSON object");
}

function headerOf(raw: Raw): Header {
  if (raw.facepipe !== "people") throw new StateMismatch("it does not hold people");
  const { version, embedder, dimension, settings, next, width, people } = raw;
  if (isCount(version) && version > VERSION) {
    const versions = `version ${version} of its format, this one knows ${VERSION}`;
    throw new StateMismatch(`it was written by a later facepipe (${versions})`);
  }
  const fits =
    version === VERSION &&
    (embedder === undefined || typeof embedder === "string") &&
    typeof settings === "string" &&
    [dimension, next, width, people].every(isCount) &&
    (width as number) <= MAX_DIGITS;
  if (!fits) throw new StateMismatch("its header is damaged");
  return { embedder, dimension, settings, next, width, people } as Header;
}

function personOf({ id, name, faces, sum }: Raw, { dimension, next }: Header): RememberedPerson {
  const bytes = typeof sum === "string" ? Buffer.from(sum, "base64") : Buffer.alloc(0);
  const fits =
    typeof id === "string" &&
    numberOf(id) < next &&
    (name === undefined || (typeof name === "string" && name !== "")) &&
    isAscending(faces) &&
    bytes.length === dimension * Float32Array.BYTES_PER_ELEMENT;
  if (!fits) throw new StateMismatch("a person in it is damaged");
  // Copied, because what comes from a pool need not be aligned.
  const vector = new Float32Array(Uint8Array.from(bytes).buffer);
  if (!vector.every(Number.isFinite)) throw new StateMismatch("a person in it is damaged");
  return { id, ...(name === undefined ? {} : { name: name as string }), faces, sum: vector };
}

/** The number of an id; NaN, which is below nothing, where it has none. */
function numberOf(id: string): number {
  return Number(/^person-(\d{1,15})$/.exec(id)?.[1] ?? Number.NaN);
}

function isAscending(faces: unknown): faces is string[] {
  if (!Array.isArray(faces) || faces.length === 0) return false;
  return faces.every((face, i) => typeof face === "string" && (i === 0 || faces[i - 1] < face));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
