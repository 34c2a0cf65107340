/**
 * How sharp a picture is.
 * @module
 */

/**
 * Variance of the Laplacian of a grey picture; higher is sharper. The Laplacian is that of the
 * four neighbours (0 1 0, 1 −4 1, 0 1 0), with the picture mirrored about its outermost pixels.
 *
 * Source: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.
 *
 * @param grey One byte a pixel, `width * height` of them, at least 2 × 2.
 *
 * @example
 * ```ts
 * import { varianceOfLaplacian } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(varianceOfLaplacian(new Uint8Array(9).fill(7), 3, 3), 0);
 * assert.equal(varianceOfLaplacian(Uint8Array.of(0, 9, 9, 0), 2, 2), 1296);
 * ```
 */
export function varianceOfLaplacian(grey: Uint8Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = (y === 0 ? 1 : y - 1) * width;
    const below = (y === height - 1 ? y - 1 : y + 1) * width;
    for (let x = 0; x < width; x++) {
      const left = grey[row + (x === 0 ? 1 : x - 1)]!;
      const right = grey[row + (x === width - 1 ? x - 1 : x + 1)]!;
      const value = left + right + grey[above + x]! + grey[below + x]! - 4 * grey[row + x]!;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / (width * height);
  return squares / (width * height) - mean * mean;
}
