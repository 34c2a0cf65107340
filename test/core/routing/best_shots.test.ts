/** @module Best shots of tracks: overall and realtime, late records, silence, bounds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type BestShotOptions, bestShots, type Face, type FaceRecord } from "../../../core/mod.ts";
import { run } from "../../tools/stages.ts";

/** A face of track `eventId`, so many seconds after noon. */
function shot(faceId: string, eventId: string, seconds: number, score: number, camId = "gate"): Face {
  const timestamp = new Date(Date.UTC(2026, 0, 1, 12) + seconds * 1000).toISOString();
  return { kind: "face", faceId, eventId, camId, timestamp, score };
}

async function chosen(options: Omit<BestShotOptions, "now">, ...faces: Face[]): Promise<string[]> {
  const records = await run(bestShots({ ...options, now: () => 0 }), faces);
  return records.map((record) => (record.kind === "face" ? record.faceId : record.kind));
}

const overall = { kind: "overall", interval: 10 } as const;
const realtime = { kind: "realtime", interval: 2 } as const;

test("overall: the best of each track, when the track is over or the stream is", async () => {
  const faces = [
    shot("a1", "a", 0, 0.7),
    shot("b1", "b", 1, 0.9),
    shot("a2", "a", 2, 0.9),
    shot("a3", "a", 3, 0.8),
    shot("c1", "c", 12, 0.5), // b was last seen 11 s before: it is over, a is not yet
    shot("a4", "a", 12.5, 0.95),
  ];
  assert.deepEqual(await chosen(overall, ...faces), ["b1", "a4", "c1"]);
});

test("realtime: the best of each interval of a track", async () => {
  const faces = [
    shot("a1", "a", 0, 0.7),
    shot("a2", "a", 1.9, 0.8),
    shot("a3", "a", 2, 0.6), // a new interval
    shot("b1", "b", 2.5, 0.6),
    shot("a4", "a", 3.5, 0.65),
    shot("a5", "a", 9, 0.1),
  ];
  assert.deepEqual(await chosen(realtime, ...faces), ["a2", "a4", "b1", "a5"]);
});

test("what is chosen says so, keeps its fields, and of equal scores the first counts", async () => {
  const first: Face = { ...shot("a1", "a", 0, 0.7), labels: ["x"], crop: Uint8Array.of(1) };
  const out = await run(bestShots(overall), [first, shot("a2", "a", 1, 0.7)]);
  assert.deepEqual(out, [{ ...first, bsType: "overall" }]);
});

test("a face without an eventId is a track of its own; other records pass at once", async () => {
  const photo: FaceRecord = { kind: "photo", path: "a.jpg" };
  const alone: Face = { kind: "face", faceId: "x" };
  const out = await run(bestShots(overall), [shot("a1", "a", 0, 1), photo, alone]);
  assert.deepEqual(
    out.map((record) => (record.kind === "face" ? record.faceId : record.kind)),
    ["photo", "x", "a1"],
  );
});

test("cameras have tracks and clocks of their own", async () => {
  const faces = [
    shot("g1", "a", 0, 0.5, "gate"),
    shot("d1", "a", 5000, 0.9, "door"),
    shot("g2", "a", 1, 0.6),
  ];
  assert.deepEqual(await chosen(overall, ...faces), ["d1", "g2"]);
});

test("what comes late for a track that is over is left out, a reused id is a new track", async () => {
  const faces = [
    shot("a1", "a", 0, 0.5),
    shot("b1", "b", 11, 0.5), // a is over at 10
    shot("a2", "a", 9, 0.9), // late
    shot("a3", "a", 18, 0.9), // still of the old track, which was seen until 9
    shot("a4", "a", 40, 0.9), // another one
  ];
  assert.deepEqual(await chosen(overall, ...faces), ["a1", "b1", "a4"]);
});

test("records out of order within an open track count", async () => {
  const faces = [shot("a1", "a", 5, 0.5), shot("a2", "a", 3, 0.9), shot("a3", "a", 6, 0.6)];
  assert.deepEqual(await chosen(overall, ...faces), ["a2"]);
});

test("one clock that is wrong for a moment ends nothing that comes after", async () => {
  const faces = [
    shot("x", "x", 1e9, 0.5), // the year 2057
    shot("a1", "a", 0, 0.5),
    shot("a2", "a", 1, 0.9),
    shot("a3", "a", 2, 0.8),
  ];
  assert.deepEqual((await chosen(overall, ...faces)).sort(), ["a2", "x"]);
});

test("without timestamps the stream's end is the end of every track", async () => {
  const faces = Array.from({ length: 6 }, (_, i): Face => {
    return { kind: "face", faceId: `f${i}`, eventId: String(i % 2), score: i };
  });
  assert.deepEqual(await chosen(overall, ...faces), ["f4", "f5"]);
});

test("a timestamp that is none is the record's own failure", async () => {
  const bad: Face = { kind: "face", faceId: "bad", path: "a.jpg", eventId: "a", timestamp: "yesterday" };
  const [failure, face] = await run(bestShots(overall), [bad, shot("a1", "a", 0, 1)]);
  assert.deepEqual(failure, {
    kind: "error",
    stage: "route",
    faceId: "bad",
    path: "a.jpg",
    code: "BAD_PARAM",
    reason: "Cannot route face bad: its timestamp is not ISO 8601",
    param: "timestamp",
    value: "yesterday",
  });
  assert.equal((face as Face).faceId, "a1");
});

test("a silent camera's tracks end by the clock, while the stream goes on", async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function* live(): AsyncIterable<FaceRecord> {
    yield shot("a1", "a", 0, 0.5);
    yield shot("a2", "a", 0.01, 0.9);
    await ended;
  }
  const out = bestShots({ kind: "overall", interval: 0.05 })(live())[Symbol.asyncIterator]();
  const first = await Promise.race([out.next(), sleep(5000, undefined, { ref: false })]);
  assert.equal((first?.value as Face | undefined)?.faceId, "a2");
  end();
  assert.equal((await out.next()).done, true);
});

test("tracks and bytes that are held are bounded, and a track that ended early stays over", async () => {
  const many = Array.from({ length: 10 }, (_, i) => shot(`f${i}`, `t${i}`, 0, 0.5));
  const again = shot("again", "t0", 1, 0.9);
  const ids = await chosen({ ...overall, maxTracks: 4 }, ...many, again);
  assert.deepEqual(ids, ["f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"]);
  const heavy = many.map((face) => ({ ...face, bytes: new Uint8Array(100) }));
  const order: string[] = [];
  async function* watched() {
    for (const face of heavy) {
      yield face;
      order.push(`read ${face.faceId}`);
    }
  }
  for await (const record of bestShots({ ...overall, maxBytes: 250 })(watched()))
    order.push(`gave ${(record as Face).faceId}`);
  assert.ok(order.indexOf("gave f0") < order.indexOf("read f4"), order.join());
});
