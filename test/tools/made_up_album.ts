/**
 * An album of the six sample photos with made-up faces, so that nothing has to be detected.
 * @module
 */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faceVectors } from "./face_vectors.ts";
import { SAMPLE_NAMES, SAMPLES } from "./paths.ts";

const FACES_EACH = 4;

/** Writes `photos/` and `faces.ndjson` into a folder: 24 faces of 6 people, 64 numbers each. */
export function makeAlbum(folder: string, names: readonly string[] = SAMPLE_NAMES): void {
  mkdirSync(join(folder, "photos"), { recursive: true });
  const { data, dimension } = faceVectors(names.length * FACES_EACH, 6, 64, 7);
  const lines: object[] = [];
  for (const [photo, name] of names.entries()) {
    const path = join("photos", name);
    copyFileSync(join(SAMPLES, SAMPLE_NAMES[photo % SAMPLE_NAMES.length]!), join(folder, path));
    const sha256 = createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex");
    lines.push({ kind: "photo", path, sha256, faces: FACES_EACH });
    for (let index = 0; index < FACES_EACH; index++) {
      const row = photo * FACES_EACH + index;
      const vector = data.slice(row * dimension, (row + 1) * dimension);
      lines.push({
        kind: "face",
        faceId: `${sha256.slice(0, 16)}-${index}`,
        path,
        sha256,
        bbox: [60 + 120 * index, 80, 140 + 120 * index, 180],
        score: 0.9 - 0.01 * index,
        blur: 100,
        embedding: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64"),
      });
    }
  }
  lines.push({
    kind: "end",
    stage: "detect",
    photos: names.length,
    faces: names.length * FACES_EACH,
    errors: 0,
  });
  writeFileSync(join(folder, "faces.ndjson"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
