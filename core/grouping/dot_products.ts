/**
 * Dot products in float64. Each is summed from the first coordinate to the last, whatever the
 * block it is computed in, so a pair of vectors has the same product everywhere.
 * @module
 */

/** The dot product of two vectors of the same length, which start at `a` in `x` and at `b` in `y`. */
export function dot(
  x: Float32Array | Float64Array,
  a: number,
  y: Float32Array | Float64Array,
  b: number,
  dimension: number,
): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) sum += x[a + k]! * y[b + k]!;
  return sum;
}

/**
 * The dot products of four pairs of vectors at once: they do not wait for each other's sums, which
 * takes a third of the time.
 *
 * @param x Vectors side by side.
 * @param starts Where the vectors of each pair start: eight numbers.
 * @param out Gets the four products.
 */
export function dotFourPairs(
  x: Float32Array,
  starts: Float64Array,
  dimension: number,
  out: Float64Array,
): void {
  const a = starts[0]! | 0;
  const b = starts[1]! | 0;
  const c = starts[2]! | 0;
  const d = starts[3]! | 0;
  const e = starts[4]! | 0;
  const f = starts[5]! | 0;
  const g = starts[6]! | 0;
  const h = starts[7]! | 0;
  let ab = 0;
  let cd = 0;
  let ef = 0;
  let gh = 0;
  for (let k = 0; k < dimension; k++) {
    ab += x[a + k]! * x[b + k]!;
    cd += x[c + k]! * x[d + k]!;
    ef += x[e + k]! * x[f + k]!;
    gh += x[g + k]! * x[h + k]!;
  }
  out[0] = ab;
  out[1] = cd;
  out[2] = ef;
  out[3] = gh;
}

/**
 * Writes the products of all rows with all columns to `out`, row by row.
 *
 * @param rows Row vectors, side by side.
 * @param columns Column vectors, side by side.
 * @param dimension Length of a vector.
 * @param out At least as long as the number of rows times the number of columns.
 */
export function multiplyInto(
  rows: Float32Array,
  columns: Float32Array,
  dimension: number,
  out: Float32Array | Float64Array,
): void {
  // `| 0` tells the engine that these are integers, which doubles the speed where it cannot know.
  const length = dimension | 0;
  const width = (columns.length / length) | 0;
  const height = (rows.length / length) | 0;
  const tiledWidth = width - (width % 4);
  const tiledHeight = height - (height % 2);
  // Rows go round in the inner loop: a block has few of them, so they stay in the cache.
  for (let j = 0; j < tiledWidth; j += 4) {
    for (let i = 0; i < tiledHeight; i += 2) multiplyTile(rows, columns, length, out, i, j, width);
  }
  for (let i = 0; i < height; i++) {
    for (let j = i < tiledHeight ? tiledWidth : 0; j < width; j++) {
      out[i * width + j] = dot(rows, i * length, columns, j * length, length);
    }
  }
}

/** Two rows by four columns: each number that is loaded serves several products. */
function multiplyTile(
  x: Float32Array,
  y: Float32Array,
  dimension: number,
  out: Float32Array | Float64Array,
  i: number,
  j: number,
  width: number,
): void {
  const a = i * dimension;
  const b = a + dimension;
  const c = j * dimension;
  const d = c + dimension;
  const e = d + dimension;
  const f = e + dimension;
  let ac = 0;
  let ad = 0;
  let ae = 0;
  let af = 0;
  let bc = 0;
  let bd = 0;
  let be = 0;
  let bf = 0;
  for (let k = 0; k < dimension; k++) {
    const p = x[a + k]!;
    const q = x[b + k]!;
    const r = y[c + k]!;
    const s = y[d + k]!;
    const t = y[e + k]!;
    const u = y[f + k]!;
    ac += p * r;
    ad += p * s;
    ae += p * t;
    af += p * u;
    bc += q * r;
    bd += q * s;
    be += q * t;
    bf += q * u;
  }
  const first = i * width + j;
  out[first] = ac;
  out[first + 1] = ad;
  out[first + 2] = ae;
  out[first + 3] = af;
  const second = first + width;
  out[second] = bc;
  out[second + 1] = bd;
  out[second + 2] = be;
  out[second + 3] = bf;
}
