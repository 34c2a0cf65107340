import assert from "node:assert/strict";
import { test } from "node:test";
import { layTiles } from "../../core/mod.ts";

test("a picture no larger than a tile is one tile", () => {
  assert.deepEqual(layTiles([300, 240], [320, 240], 40), [{ x: 0, y: 0, width: 300, height: 240 }]);
});

test("tiles cover every pixel, stay inside, and overlap by at least what was asked", () => {
  for (let length = 321; length < 1300; length += 7) {
    const tiles = layTiles([length, 100], [320, 240], 64);
    assert.equal(tiles[0]!.x, 0);
    assert.equal(tiles.at(-1)!.x + 320, length);
    for (let i = 1; i < tiles.length; i++) {
      assert.ok(tiles[i - 1]!.x + 320 - tiles[i]!.x >= 63.5, `overlap at length ${length}`);
    }
    assert.equal(tiles.length, Math.ceil((length - 64) / 256), "no more tiles than needed");
  }
});

test("rows come from the top, and in each row columns from the left", () => {
  const tiles = layTiles([640, 480], [320, 240], 0);
  assert.deepEqual(
    tiles.map(({ x, y }) => [x, y]),
    [
      [0, 0],
      [320, 0],
      [0, 240],
      [320, 240],
    ],
  );
});
