/**
 * Writes a stream of face records with vectors as `test/tools/face_vectors.ts` makes them, to try
 * commands on: `node dist/test/bench/face_stream.js [faces] [people] [arrow|ndjson] > faces.arrow`.
 * The path of each face is in a folder of its person, as `eval groups` wants it.
 * @module
 */
import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import type { FaceRecord } from "../../core/mod.ts";
import { RECORD_FORMATS, writeRecords } from "../../formats/mod.ts";
import { faceVectors } from "../tools/face_vectors.ts";

const [faces = 100_000, people = faces / 5] = process.argv.slice(2, 4).map(Number);
const format = RECORD_FORMATS.find((name) => name === process.argv[4]) ?? "arrow";

async function* records(): AsyncIterable<FaceRecord> {
  const { data, dimension, people: owners } = faceVectors(faces, people);
  for (let i = 0; i < faces; i++) {
    const sha256 = createHash("sha256").update(String(i)).digest("hex");
    const [x, y] = [i % 3000, i % 2000];
    yield {
      kind: "face",
      faceId: `${sha256.slice(0, 16)}-0`,
      path: `people/${owners[i]}/IMG_${i}.jpg`,
      sha256,
      bbox: [x, y, x + 100, y + 120],
      landmarks: [
        [x + 30, y + 40],
        [x + 70, y + 40],
        [x + 50, y + 60],
        [x + 35, y + 90],
        [x + 65, y + 90],
      ],
      score: 0.9,
      blur: 100 + (i % 100),
      faceRatio: 0.1,
      detector: "detector@000000000000",
      embedder: "embedder@000000000000",
      embedding: data.subarray(i * dimension, (i + 1) * dimension),
    };
  }
  yield { kind: "end", stage: "detect", faces, photos: 0, errors: 0 };
}

await pipeline(writeRecords(records(), format), process.stdout);
