/**
 * Vectors spread like those of real faces, and streams of them, the same for the same seed.
 *
 * The numbers are fitted to 6,922 photos of 2,879 people from Labeled Faces in the Wild: faces of
 * different people have similarities of 0.01 ± 0.1 with a tail that 0.3 % reach 0.3 and 0.001 %
 * reach 0.5; those of one person have 0.68 in the mean, 0.55 to 0.79 for nine people of ten; few
 * people have many faces, many have one.
 * @module
 */
import type { Vectors } from "../../core/mod.ts";
import { seeded } from "./random_vectors.ts";

/** Faces whose people are known. */
export interface FaceVectors extends Vectors {
  /** The number of the person of each row. */
  readonly people: Uint32Array;
}

/** Coordinates become smaller by this factor every {@linkcode DECAY} of them: faces fill no sphere. */
const DECAY = 56;

/** People come in kinds (sex, age, origin) that share this much of their vectors. */
const KINDS = 40;
const KIND_SHARE = 0.21;

/** Squared length of what a photo adds to a person's vector: median, and spread of its logarithm. */
const NOISE = 0.47;
const NOISE_SPREAD = 0.34;

/** Normally distributed numbers, two at a time. */
class Normal {
  #random: () => number;
  #spare = Number.NaN;

  constructor(random: () => number) {
    this.#random = random;
  }

  next(): number {
    const spare = this.#spare;
    this.#spare = Number.NaN;
    if (!Number.isNaN(spare)) return spare;
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
    const angle = 2 * Math.PI * this.#random();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Writes a vector of squared length about `square`, longer in the first coordinates. */
  fill(target: Float32Array, square: number): void {
    let variance = 0;
    for (let k = 0; k < target.length; k++) variance += Math.exp(-k / DECAY);
    const scale = Math.sqrt(square / variance);
    for (let k = 0; k < target.length; k++) target[k] = scale * Math.exp(-k / (2 * DECAY)) * this.next();
  }
}

/**
 * Vectors of faces.
 *
 * @param faces Number of faces.
 * @param people Number of people; at least one face each, the rest by Zipf's law.
 */
export function faceVectors(faces: number, people: number, dimension = 512, seed = 1): FaceVectors {
  const normal = new Normal(seeded(seed));
  const owners = shuffledOwners(faces, people, seeded(seed + 1));
  const kinds = Array.from({ length: KINDS }, () => filled(normal, dimension, KIND_SHARE));
  const centres = new Float32Array(people * dimension);
  const noise = new Float64Array(people);
  for (let person = 0; person < people; person++) {
    const centre = centres.subarray(person * dimension, (person + 1) * dimension);
    normal.fill(centre, 1 - KIND_SHARE);
    add(centre, kinds[person % KINDS]!);
    toUnit(centre);
    noise[person] = NOISE * Math.exp(NOISE_SPREAD * normal.next());
  }
  const data = new Float32Array(faces * dimension);
  for (let face = 0; face < faces; face++) {
    const person = owners[face]!;
    const vector = data.subarray(face * dimension, (face + 1) * dimension);
    normal.fill(vector, noise[person]!);
    add(vector, centres.subarray(person * dimension, (person + 1) * dimension));
    toUnit(vector);
  }
  return { data, count: faces, dimension, people: owners };
}

function filled(normal: Normal, dimension: number, square: number): Float32Array {
  const vector = new Float32Array(dimension);
  normal.fill(vector, square);
  return vector;
}

function add(target: Float32Array, vector: Float32Array): void {
  for (let k = 0; k < target.length; k++) target[k]! += vector[k]!;
}

function toUnit(vector: Float32Array): void {
  let squares = 0;
  for (let k = 0; k < vector.length; k++) squares += vector[k]! ** 2;
  const scale = 1 / Math.sqrt(squares);
  for (let k = 0; k < vector.length; k++) vector[k]! *= scale;
}

/** The person of each face, in random order: person `p` has about `c / (p + 1)` faces, but one at least. */
function shuffledOwners(faces: number, people: number, random: () => number): Uint32Array {
  let [low, high] = [0, faces];
  const sizeOf = (person: number, c: number) => Math.max(1, Math.floor(c / (person + 1)));
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    let total = 0;
    for (let person = 0; person < people; person++) total += sizeOf(person, middle);
    if (total <= faces) low = middle;
    else high = middle;
  }
  const owners = new Uint32Array(faces);
  let next = 0;
  for (let person = 0; person < people; person++) {
    for (let i = sizeOf(person, low); i > 0; i--) owners[next++] = person;
  }
  for (let i = faces - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [owners[i], owners[j]] = [owners[j]!, owners[i]!];
  }
  return owners;
}
