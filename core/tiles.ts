/**
 * Overlapping tiles, for networks that read only a small fixed picture.
 * @module
 */

/** A part of a picture: its left and top edge and its size, in whole pixels. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where tiles begin along one side of a picture: as few as cover it with neighbours that overlap
 * by at least `overlap`, spread evenly, the last one ending at the edge.
 *
 * @param length Length of the side; a side no longer than `tile` needs one tile.
 * @param tile Length of a tile, greater than `overlap`.
 */
function tileStarts(length: number, tile: number, overlap: number): number[] {
  if (length <= tile) return [0];
  const count = Math.ceil((length - overlap) / (tile - overlap));
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - tile)) / (count - 1)));
}

/**
 * Tiles that cover a picture, row by row from the top left. A face no larger than the overlap lies
 * whole in one of them. Tiles at the edge of a picture that is smaller than one tile are cut.
 *
 * @param size Size of the picture, `[width, height]`.
 * @param tile Size of a tile.
 * @param overlap Least overlap of neighbours in pixels, less than either side of a tile.
 *
 * @example
 * ```ts
 * import { layTiles } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const tiles = layTiles([640, 200], [320, 240], 40);
 * assert.deepEqual(tiles.map(({ x, y, width, height }) => [x, y, width, height]), [
 *   [0, 0, 320, 200],
 *   [160, 0, 320, 200],
 *   [320, 0, 320, 200],
 * ]);
 * ```
 */
export function layTiles(
  size: readonly [width: number, height: number],
  tile: readonly [width: number, height: number],
  overlap: number,
): Tile[] {
  const width = Math.min(tile[0], size[0]);
  const height = Math.min(tile[1], size[1]);
  const columns = tileStarts(size[0], tile[0], overlap);
  return tileStarts(size[1], tile[1], overlap).flatMap((y) => columns.map((x) => ({ x, y, width, height })));
}
