/**
 * Which photos a cluster has faces in, for albums where nobody is twice in one photo.
 * @module
 */
import { NO_PHOTO } from "./candidates.ts";
import { dot } from "./dot_products.ts";
import type { Vectors } from "./vectors.ts";

/** The photos of clusters that merge. */
export class PhotoSets {
  #photos: Int32Array;
  #sets: Set<number>[];

  /**
   * @param photos Each face's photo, or {@linkcode NO_PHOTO}.
   * @param clusters Rows of the faces.
   */
  constructor(photos: Int32Array, clusters: readonly (readonly number[])[]) {
    this.#photos = photos;
    this.#sets = clusters.map((rows) => new Set(rows.map((row) => photos[row]!).filter(isKnown)));
  }

  /** Whether two clusters have faces in one photo. */
  clash(a: number, b: number): boolean {
    const [one, other] = [this.#sets[a]!, this.#sets[b]!];
    const [few, many] = one.size < other.size ? [one, other] : [other, one];
    for (const photo of few) if (many.has(photo)) return true;
    return false;
  }

  /** Notes that `b` has become part of `a`. */
  merged(a: number, b: number): void {
    for (const photo of this.#sets[b]!) this.#sets[a]!.add(photo);
  }

  /** Whether a cluster has a face in the photo of this face. */
  holds(cluster: number, row: number): boolean {
    return this.#sets[cluster]!.has(this.#photos[row]!);
  }
}

/**
 * Takes faces out of clusters until none has two of one photo: the face stays that is most like the
 * whole cluster, of equals the first. Faces that are taken out stand alone.
 *
 * @returns Ascending rows, in the order of their smallest.
 */
export function partPhotos(
  clusters: readonly number[][],
  photos: Int32Array,
  vectors: Vectors,
): readonly number[][] {
  const parted = clusters.flatMap((rows) => {
    const known = new Set(rows.map((row) => photos[row]!).filter(isKnown));
    const unknown = rows.filter((row) => !isKnown(photos[row]!)).length;
    return known.size + unknown === rows.length ? [rows] : partCluster(rows, photos, vectors);
  });
  return parted.sort((a, b) => a[0]! - b[0]!);
}

function partCluster(rows: readonly number[], photos: Int32Array, vectors: Vectors): number[][] {
  const { data, dimension } = vectors;
  const sum = new Float64Array(dimension);
  for (const row of rows) for (let k = 0; k < dimension; k++) sum[k]! += data[row * dimension + k]!;
  const fit = new Map(rows.map((row) => [row, dot(data, row * dimension, sum, 0, dimension)]));
  const taken = new Set<number>();
  const stay: number[] = [];
  const leave: number[][] = [];
  for (const row of [...rows].sort((a, b) => fit.get(b)! - fit.get(a)! || a - b)) {
    const photo = photos[row]!;
    if (isKnown(photo) && taken.has(photo)) leave.push([row]);
    else stay.push(row);
    taken.add(photo);
  }
  return [stay.sort((a, b) => a - b), ...leave];
}

function isKnown(photo: number): boolean {
  return photo !== NO_PHOTO;
}
