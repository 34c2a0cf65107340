/**
 * The organiser as a library, on the sample photos and with models of the caller's own.
 * @module
 */
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, describe, test } from "node:test";
import { Organizer, organizePhotos } from "../../../cmds/mod.ts";
import { TEST_MODELS } from "../../tools/default_pack.ts";
import { SAMPLE_NAMES, SAMPLES } from "../../tools/paths.ts";
import { scratch } from "../../tools/shell.ts";

process.env.FACEPIPE_MODELS_DIR = TEST_MODELS;

const folder = scratch();
const photos = join(folder, "photos");

describe("the organiser", () => {
  before(() => {
    mkdirSync(photos);
    for (const name of SAMPLE_NAMES.slice(0, 3)) copyFileSync(join(SAMPLES, name), join(photos, name));
  });

  test("sorts photos into a folder per person and says what it did", async () => {
    const progress: [number, number, string][] = [];
    const result = await organizePhotos(photos, {
      config: { finalOutputFolder: join(folder, "out"), similarityThreshold: 0.55 },
      progressCallback: (...told) => progress.push(told),
    });
    assert.equal(result.photoCount, 3);
    assert.equal(result.failureCount, 0);
    assert.ok(["cpu", "cuda", "tensorrt", "coreml", "directml", "webgpu"].includes(result.device));
    assert.ok(result.faceCount >= 9, `${result.faceCount} faces`);
    assert.equal(result.personCount, Object.keys(result.persons).length);
    for (const [person, paths] of Object.entries(result.persons)) {
      assert.equal(readdirSync(join(result.outputFolder, person)).length, paths.length);
    }
    assert.equal(statSync(result.embeddingsFile).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(dirname(result.embeddingsFile)),
      ["embeddings.arrow", "journal.ndjson"],
      "crops are intermediate",
    );
    assert.deepEqual(
      progress.filter(([done, total]) => done === 3 && total === 3).map(([, , message]) => message),
      ["Looking for faces", "Placing photos"],
    );
  });

  test("keeps crops on request, in private files", async () => {
    const organizer = new Organizer({
      workFolder: join(folder, "work"),
      config: { finalOutputFolder: join(folder, "kept"), keepIntermediate: true, sessionId: "one" },
    });
    const result = await organizer.organize(photos);
    assert.equal(result.outputFolder, join(folder, "kept", "one"));
    const crops = result.cropsFolder!;
    assert.equal(dirname(crops), join(folder, "work", "one"));
    assert.equal(readdirSync(crops).length, result.faceCount);
    assert.equal(statSync(crops).mode & 0o777, 0o700);
    assert.equal(statSync(join(crops, readdirSync(crops)[0]!)).mode & 0o777, 0o600);
    const again = await organizer.groupFaces(result.embeddingsFile);
    assert.deepEqual(again.persons, result.persons);
  });

  test("works with the caller's own detector, embedder and grouping", async () => {
    const seen: string[] = [];
    const result = await organizePhotos(photos, {
      config: { finalOutputFolder: join(folder, "own"), minFaceSize: 10, blurThreshold: 0, minFaceRatio: 0 },
      faceModel: {
        id: "middle@1",
        inputSize: [320, 320],
        get: ({ width, height }) => {
          seen.push(`${Math.max(width, height)}`);
          return [{ bbox: [width / 4, height / 4, width / 2, height / 2], detScore: 0.9 }];
        },
      },
      embeddingModel: {
        embed: (image, face) => {
          seen.push(`${image.width} ${face.detector}`);
          return [3, 4];
        },
      },
      groupingModel: {
        group: (faces, threshold) => ({
          everybody: faces.slice(1),
          [`at ${threshold}`]: [`crops/${faces[0]!.faceId}.png`],
        }),
      },
    });
    assert.deepEqual([...new Set(seen)].sort(), ["112 middle@1", "320"]);
    assert.deepEqual(
      Object.fromEntries(Object.entries(result.persons).map(([name, paths]) => [name, paths.length])),
      {
        "at auto": 1,
        everybody: 2,
      },
    );
  });

  test("leaves alone what lies in the work folder already", async () => {
    const workFolder = join(folder, "used");
    mkdirSync(join(workFolder, "crops"), { recursive: true });
    writeFileSync(join(workFolder, "crops", "mine.txt"), "mine");
    await organizePhotos(photos, { workFolder, config: { finalOutputFolder: join(folder, "used-out") } });
    assert.ok(existsSync(join(workFolder, "crops", "mine.txt")));
  });

  test("one face that cannot be aligned or embedded harms no other", async () => {
    const result = await organizePhotos(photos, {
      config: {
        finalOutputFolder: join(folder, "bad"),
        minFaceSize: 0,
        minFaceRatio: 0,
        blurThreshold: 0,
        foregroundRatioThreshold: 0,
      },
      faceModel: {
        get: () => [
          { bbox: [100, 100, 300, 300], detScore: 0.9, embedding: Float32Array.of(3, 4) },
          { bbox: [5000, 5000, 5100, 5100], detScore: 0.9, embedding: Float32Array.of(1, 0) },
          { bbox: [400, 100, 600, 300], detScore: 0.9, embedding: Float32Array.of(0, 0) },
          { bbox: [400, 400, 600, 600], detScore: 0.9, landmarks: Array.from({ length: 5 }, () => [7, 7]) },
        ],
      },
    });
    assert.deepEqual([result.faceCount, result.failureCount, result.photoCount], [3, 6, 3]);
  });

  test("refuses settings that are out of range, by name", () => {
    assert.throws(() => new Organizer({ config: { similarityThreshold: 2 } }), /similarityThreshold/);
    assert.throws(() => new Organizer({ config: { sessionId: "../photos" } }), { param: "sessionId" });
    assert.throws(() => new Organizer({ config: { batchSize: 0 } }), {
      code: "BAD_PARAM",
      param: "batchSize",
    });
  });

  test("says which folder it cannot read", async () => {
    await assert.rejects(
      organizePhotos(join(folder, "nowhere"), { config: { finalOutputFolder: join(folder, "none") } }),
      /nowhere: no such file or folder/,
    );
  });
});
