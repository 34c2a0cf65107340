/**
 * Reads a stream to its end and keeps what grouping needs of it. A face's vector is copied into a
 * {@linkcode VectorStore} and its record kept without it; `embedding` is put back at the end.
 * @module
 */
import { streamError } from "../errors.ts";
import type { Face, FaceRecord } from "../records.ts";
import { faceName, VectorSpace } from "./vector_space.ts";
import { VectorStore } from "./vector_store.ts";
import { cosineSimilarity, lengthOf, type Vectors, writeUnitVector } from "./vectors.ts";

/** Two vectors under one face id may differ by what a photo analysed twice differs by, and no more. */
const SAME_FACE = 0.99;

/**
 * How far from 1 the length of a vector may be that is taken for a unit vector: what rounding to
 * float32 leaves, and a little more.
 */
const UNIT_TOLERANCE = 2 ** -20;

/** The row of a record without a vector. */
const NO_ROW = -1;

/** Records in the order of their arrival, with the vectors of the faces among them. */
export class Gathered {
  /** Faces without `embedding`, everything else as it came. */
  readonly records: FaceRecord[] = [];
  /** Ids of the faces that have a vector, ascending; known after {@linkcode finish}. */
  ids: string[] = [];
  #store: VectorStore | undefined;
  /** For each record, the row of its vector. */
  #rows: number[] = [];
  /** For each face, the row of the vector it is compared by. */
  #rowOf = new Map<string, number>();
  /** Vectors that were not of unit length, as they came, by row. */
  #originals = new Map<number, Float32Array>();
  #space = new VectorSpace();

  /** Keeps a record that is not a face to group. */
  pass(record: FaceRecord): void {
    this.records.push(record);
    this.#rows.push(NO_ROW);
  }

  /**
   * Keeps a face and its vector.
   *
   * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, where the vector cannot be compared with the
   * others or belongs to another face of the same id.
   */
  add(face: Face, vector: Float32Array): void {
    this.#space.check(face, vector);
    this.#store ??= new VectorStore(vector.length);
    const store = this.#store;
    const known = this.#rowOf.get(face.faceId);
    const row = known !== undefined && isSame(store.at(known), vector) ? known : store.add(vector);
    if (known === undefined) this.#rowOf.set(face.faceId, row);
    else if (row !== known) this.#choose(face, known, row);
    const { embedding: _, ...rest } = face;
    this.records.push(rest);
    this.#rows.push(row);
  }

  /** Whether a face has a vector, be it from another record. */
  has(faceId: string): boolean {
    return this.#rowOf.has(faceId);
  }

  /**
   * Puts the ids in order and returns a unit vector for each: what grouping works on. The vectors
   * are those that came, not copies, but for the few that were not of unit length.
   */
  finish(): Vectors {
    this.ids = [...this.#rowOf.keys()].sort(byCodeUnits);
    const count = this.ids.length;
    const store = this.#store;
    if (store === undefined) return { data: new Float32Array(0), count, dimension: 0 };
    this.#arrange(store);
    for (let row = 0; row < count; row++) {
      const vector = store.at(row);
      if (Math.abs(lengthOf(vector) - 1) <= UNIT_TOLERANCE) continue;
      this.#originals.set(row, vector.slice());
      writeUnitVector(vector, vector);
    }
    return { data: store.first(count), count, dimension: store.dimension };
  }

  /** The vector that came with a record, bit by bit; undefined where none did. */
  embedding(record: number): Float32Array | undefined {
    const row = this.#rows[record] ?? NO_ROW;
    return row === NO_ROW ? undefined : (this.#originals.get(row) ?? this.#store!.at(row));
  }

  /** Moves the vector of each face to the row that its id has; further vectors of a face come last. */
  #arrange(store: VectorStore): void {
    const order = new Uint32Array(store.count);
    const rowAfter = new Int32Array(store.count).fill(NO_ROW);
    let next = 0;
    const place = (row: number) => {
      order[next] = row;
      rowAfter[row] = next++;
    };
    for (const id of this.ids) place(this.#rowOf.get(id)!);
    for (let row = 0; row < store.count; row++) if (rowAfter[row] === NO_ROW) place(row);
    store.arrange(order);
    for (const [record, row] of this.#rows.entries()) {
      if (row !== NO_ROW) this.#rows[record] = rowAfter[row]!;
    }
  }

  /** Of two vectors of one face takes the lower, so that the order of arrival does not matter. */
  #choose(face: Face, known: number, row: number): void {
    const old = this.#store!.at(known);
    const young = this.#store!.at(row);
    if (cosineSimilarity(old, young) < SAME_FACE) {
      throw streamError(faceName(face), "the face comes twice, with different vectors", "embedding");
    }
    if (isLower(young, old)) this.#rowOf.set(face.faceId, row);
  }
}

/** Ascending by UTF-16 code units, the same in every locale. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, k) => value === b[k]);
}

/** Whether `a` has the lower number at the first place where the two differ. */
function isLower(a: Float32Array, b: Float32Array): boolean {
  const k = a.findIndex((value, at) => value !== b[at]);
  return k >= 0 && a[k]! < b[k]!;
}
