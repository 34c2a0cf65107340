import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Candidates,
  type PartitionSettings,
  partition,
  plainBlocks,
  unknownQuality,
} from "../../../core/mod.ts";
import { seeded, shuffled, unitVectors } from "../../tools/random_vectors.ts";

/** Faces at angles in a plane of their own person, in degrees. */
function faces(people: readonly (readonly number[])[], photos: readonly number[] = []): Candidates {
  const dimension = 2 * people.length;
  const rows = people.flatMap((angles, person) =>
    angles.map((degrees) => {
      const row = new Array<number>(dimension).fill(0);
      row[2 * person] = Math.cos((degrees * Math.PI) / 180);
      row[2 * person + 1] = Math.sin((degrees * Math.PI) / 180);
      return row;
    }),
  );
  return {
    ids: rows.map((_, i) => String(i).padStart(4, "0")),
    vectors: unitVectors(rows),
    photos: Int32Array.from(rows, (_, i) => photos[i] ?? -1),
    quality: unknownQuality(rows.length),
    embedder: undefined,
  };
}

async function clustersOf(candidates: Candidates, settings: Partial<PartitionSettings> = {}) {
  return (await partition(candidates, { threshold: "auto", ...settings }, plainBlocks())).clusters;
}

test("people are found without a threshold, faces unlike all others stand alone", async () => {
  const album = faces([[0, 20, 40], [0, 30], [0, 85], [0]]);
  assert.deepEqual(await clustersOf(album), [[0, 1, 2], [3, 4], [5], [6], [7]]);
});

test("no faces and one face are people enough", async () => {
  assert.deepEqual(await clustersOf(faces([])), []);
  assert.deepEqual(await clustersOf(faces([[0]])), [[0]]);
});

test("poor faces are added to people, and neither found nor join any", async () => {
  // The second face lies between two people that are 66 degrees apart: cos 30° = 0.87, 45° 0.71, 66° 0.41.
  const album = faces([
    [0, 30, 66],
    [0, 45],
  ]);
  assert.deepEqual(await clustersOf(album), [
    [0, 1, 2],
    [3, 4],
  ]);
  album.quality.side.set([200, 20, 200, 20, 20]);
  assert.deepEqual(await clustersOf(album, { calibration: STRICT }), [[0, 1], [2], [3], [4]]);
  album.quality.side.fill(200);
  album.quality.blur.set([100, 10, 100, 100, 10]);
  assert.deepEqual(await clustersOf(album, { calibration: STRICT }), [[0, 1], [2], [3, 4]]);
});

test("the more poor faces there are, the more alike they have to be", async () => {
  // cos 37° = 0.8: enough for two faces, too little for two of twenty.
  for (const [others, clusters] of [
    [0, 1],
    [18, 20],
  ] as const) {
    const album = faces([[0, 37], ...Array.from({ length: others }, () => [0])]);
    album.quality.side.fill(20);
    assert.equal((await clustersOf(album, { calibration: STRICT })).length, clusters);
  }
});

/** 0.41 is nothing, 0.84 is sure. */
const STRICT = { "1e-1": 0.4, "1e-2": 0.5, "1e-3": 0.6, "1e-4": 0.66, "1e-5": 0.7 };

test("one per photo parts the faces of a photo, by auto and by a threshold", async () => {
  const album = faces([[0, 10, 20, 12]], [1, 2, 3, 2]);
  for (const threshold of ["auto", 0.5] as const) {
    assert.deepEqual(await clustersOf(album, { threshold }), [[0, 1, 2, 3]]);
    // Face 3 is nearer to the others than face 1, but both are near the middle at 10.5.
    assert.deepEqual(await clustersOf(album, { threshold, onePerPhoto: true }), [[0, 1, 2], [3]]);
  }
});

test("a face that has to leave may join somebody else", async () => {
  const album = faces([[0, 4, 8, 30, 34]], [1, 2, 3, 3, 1]);
  const clusters = await clustersOf(album, { onePerPhoto: true });
  for (const cluster of clusters) {
    const photos = cluster.map((row) => album.photos[row]);
    assert.equal(new Set(photos).size, photos.length);
  }
  assert.deepEqual(clusters, [
    [0, 1, 2],
    [3, 4],
  ]);
});

test("faces of which no photo is known are never parted", async () => {
  assert.deepEqual(await clustersOf(faces([[0, 10]]), { onePerPhoto: true }), [[0, 1]]);
});

test("a number is the plain threshold of average linkage", async () => {
  const album = faces([[0, 50, 90]]);
  // cos 40° = 0.77 joins the last two; the first then has a mean of (cos 50° + cos 90°) / 2 = 0.32.
  assert.deepEqual(await clustersOf(album, { threshold: 0.33 }), [[0], [1, 2]]);
  assert.deepEqual(await clustersOf(album, { threshold: 0.32 }), [[0, 1, 2]]);
});

test("the order of arrival changes nothing", async () => {
  const random = seeded(4);
  const names = shuffled(random, ["a", "b", "c", "d", "e", "f", "g"]);
  const angles = [0, 25, 50, 70, 95, 120, 150];
  const album = (order: readonly number[]): Candidates => {
    const sorted = [...order].sort((x, y) => (names[x]! < names[y]! ? -1 : 1));
    const rows = sorted.map((i) => [
      Math.cos((angles[i]! * Math.PI) / 180),
      Math.sin((angles[i]! * Math.PI) / 180),
    ]);
    const base = faces([sorted.map(() => 0)]);
    return { ...base, ids: sorted.map((i) => names[i]!), vectors: unitVectors(rows) };
  };
  const expected = await clustersOf(album([0, 1, 2, 3, 4, 5, 6]));
  assert.deepEqual(await clustersOf(album([6, 2, 4, 0, 1, 5, 3])), expected);
});
