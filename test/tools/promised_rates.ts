/**
 * Whether thresholds by name let through as many strangers as they promise.
 * @module
 */
import assert from "node:assert/strict";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { openGalleries } from "../../cmds/mod.ts";
import { type Face, mainFaces, type PhotoPair, THRESHOLDS } from "../../core/mod.ts";
import { readPairs, readRecords } from "../../formats/mod.ts";
import { ask, startServer, TestPhoto } from "./rest_server.ts";

/** False accepts that each name promises, as a share of pairs of strangers. */
const PROMISED = { strict: 1e-5, medium: 1e-3, low: 1e-1 } as const;

/** A count is as promised where chance alone goes further from it at most this often, on either side. */
const CHANCE = 1e-3;

/** Pairs that are verified over HTTP too. */
const SAMPLE = 4;

/**
 * Compares the labelled pairs of strangers as `POST /verify/` does, and some of them by it.
 *
 * @param data Folder with `pairs.csv` and `images`.
 * @param stream NDJSON of the faces of all images.
 */
export async function checkPromisedRates(data: string, stream: string): Promise<void> {
  const faces = await mainFacesOf(stream, join(data, "images"));
  const pairs = (await readPairs(join(data, "pairs.csv"))).filter(({ same }) => !same);
  const galleries = await openGalleries({ db: ":memory:" });
  const found = pairs.flatMap((pair) => {
    const [a, b] = [faces.get(pair.left), faces.get(pair.right)];
    return a && b ? [{ pair, a, b }] : [];
  });
  const confidences = await Promise.all(found.map(({ a, b }) => galleries.compare(a, b)));
  await galleries.close();
  for (const [name, share] of Object.entries(PROMISED)) {
    const least = THRESHOLDS[name as keyof typeof PROMISED];
    const accepted = confidences.filter((confidence) => confidence >= least).length;
    const atMost = binomialAtMost(accepted, confidences.length, share);
    const atLeast = 1 - binomialAtMost(accepted - 1, confidences.length, share);
    const told = `${name}: ${accepted} of ${confidences.length} pairs, promised ${share}`;
    assert.ok(Math.min(atMost, atLeast) > CHANCE, told);
  }
  const some = found
    .filter(({ a, b }) => faces.alone.has(a.path!) && faces.alone.has(b.path!))
    .slice(0, SAMPLE);
  await verify(
    data,
    some.map(({ pair }) => pair),
    some.map(({ pair }) => confidences[found.findIndex((one) => one.pair === pair)]!),
  );
}

/** The main face of each image by its path in the labels, and the images with one face only. */
async function mainFacesOf(stream: string, images: string) {
  const all: Face[] = [];
  for await (const record of mainFaces("centre")(readRecords(createReadStream(stream))))
    if (record.kind === "face") all.push(record);
  const counts = new Map<string, number>();
  for await (const record of readRecords(createReadStream(stream)))
    if (record.kind === "face") counts.set(record.path!, (counts.get(record.path!) ?? 0) + 1);
  const nameOf = (path: string) => path.slice(images.length + 1);
  const alone = new Set([...counts].flatMap(([path, count]) => (count === 1 ? [path] : [])));
  return Object.assign(new Map(all.map((face) => [nameOf(face.path!), face])), { alone });
}

/** The chance of at most `count` successes in `trials` with this chance each. */
function binomialAtMost(count: number, trials: number, chance: number): number {
  let sum = 0;
  let logTerm = trials * Math.log1p(-chance);
  for (let k = 0; k <= count; k++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((trials - k) / (k + 1)) + Math.log(chance) - Math.log1p(-chance);
  }
  return Math.min(1, sum);
}

async function verify(
  data: string,
  pairs: readonly PhotoPair[],
  confidences: readonly number[],
): Promise<void> {
  assert.equal(pairs.length, SAMPLE);
  const server = await startServer(":memory:");
  const { token } = await server.galleries.documents.users.add({ name: "somebody" });
  const photo = (name: string) => new TestPhoto(readFileSync(join(data, "images", name)), "a.jpg");
  for (const [i, { left, right }] of pairs.entries()) {
    const params = { photo1: photo(left), photo2: photo(right), threshold: "low" };
    const { body } = await ask(server, "POST", "/v1/verify/", { token, way: "multipart", params });
    const [result] = body.results;
    assert.ok(Math.abs(result.confidence - confidences[i]!) < 1e-4, `${left} ${right}: ${result.confidence}`);
    assert.equal(result.verified, result.confidence >= THRESHOLDS.low);
  }
  await server.close();
}
