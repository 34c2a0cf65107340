/** @module Events through plugins: what is computed, in which order, and what a failure costs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  EXIT,
  type Face,
  FacepipeError,
  type FaceRecord,
  type PluginFeature,
  type RouteOptions,
  type RoutePlugin,
  routeEvents,
} from "../../../core/mod.ts";
import { run } from "../../tools/stages.ts";

const face = (faceId: string, more: Partial<Face> = {}): Face => ({ kind: "face", faceId, ...more });
const notFound = (path: string) =>
  new FacepipeError("SOURCE_NOT_FOUND", `Cannot read photo ${path}: no such file or folder`);

function plugin(name: string, wants: PluginFeature[], process: RoutePlugin["process"]): RoutePlugin {
  return { name, preprocess: async () => wants, process };
}

interface Setup extends Partial<RouteOptions> {
  readonly plugins: readonly RoutePlugin[];
}

/** A stage over plugins; `computed` tells what was computed. */
function setUp({ plugins, ...more }: Setup) {
  const computed: string[] = [];
  const stage = routeEvents({
    plugins,
    window: 4,
    readPhoto: async (path) => {
      throw notFound(path);
    },
    async complete(one, missing) {
      computed.push(`${one.faceId} ${missing.join("+")}`);
      return {
        ...one,
        ...(missing.includes("facen") && { embedder: "e@1", embedding: Float32Array.of(1) }),
        features: { ...one.features, ...(missing.includes("age") && { age: 40 }) },
      };
    },
    ...more,
  });
  return { stage, computed };
}

test("the union of what plugins ask for is computed once, and nothing that is there already", async () => {
  const seen: Face[] = [];
  const see: RoutePlugin["process"] = async (_request, _photo, given) => void seen.push(given) as undefined;
  const { stage, computed } = setUp({
    plugins: [plugin("a", ["facen", "age"], see), plugin("b", ["facen"], see), plugin("c", [], see)],
  });
  const crop = Uint8Array.of(1);
  const known = { embedder: "e@1", embedding: Float32Array.of(1), features: { age: 3 } };
  const out = await run(stage, [face("x", { crop }), face("y", { ...known, crop })]);
  assert.deepEqual(computed, ["x age+facen"]);
  assert.deepEqual(
    seen.map(({ faceId, features, embedding }) => [faceId, features?.age, embedding?.length]),
    [...Array(3).fill(["x", 40, 1]), ...Array(3).fill(["y", 3, 1])],
  );
  assert.deepEqual((out[0] as Face).features, { age: 40 });
});

test("nothing is computed or read where nobody asks for it", async () => {
  const { stage, computed } = setUp({ plugins: [plugin("a", [], async () => 1)] });
  assert.deepEqual(await run(stage, [face("x")]), [{ ...face("x"), plugins: { a: 1 } }]);
  assert.deepEqual(computed, []);
});

test("what plugins say stands in the record by name; other records and fields pass", async () => {
  const { stage } = setUp({
    plugins: [plugin("b", [], async () => ({ seen: true })), plugin("a", [], async () => undefined)],
  });
  const others: FaceRecord[] = [
    { kind: "photo", path: "a.jpg" },
    { kind: "error", stage: "detect", path: "b.jpg", code: "EXTRACTION_ERROR", reason: "Cannot read it" },
  ];
  const event = { ...face("x", { labels: ["l"], plugins: { before: 1, b: 2 } }), mine: 7 } as Face;
  assert.deepEqual(await run(stage, [...others, event]), [
    ...others,
    { ...event, plugins: { before: 1, b: { seen: true } } },
  ]);
});

test("events are handled in their order and one at a time, however long preparing takes", async () => {
  const log: string[] = [];
  const slow = { x: 20, y: 1, z: 10 } as Record<string, number>;
  const process: RoutePlugin["process"] = async ({ faceId }) => {
    log.push(`begin ${faceId}`);
    await sleep(2);
    log.push(`end ${faceId}`);
    return faceId;
  };
  const { stage } = setUp({
    plugins: [plugin("a", ["facen"], process)],
    async complete(one) {
      await sleep(slow[one.faceId]!);
      return one;
    },
  });
  const crop = Uint8Array.of(1);
  const out = await run(
    stage,
    ["x", "y", "z"].map((id) => face(id, { crop })),
  );
  assert.deepEqual(log, ["begin x", "end x", "begin y", "end y", "begin z", "end z"]);
  assert.deepEqual(
    out.map((record) => (record as Face).plugins),
    [{ a: "x" }, { a: "y" }, { a: "z" }],
  );
});

test("a plugin that fails costs an error record after the face, and nobody else anything", async () => {
  const failing = plugin("bad", [], async () => {
    throw new FacepipeError("UNKNOWN_ERROR", "Cannot run plugin bad on face x: boom", {
      param: "plugin",
      value: "bad",
    });
  });
  const { stage } = setUp({ plugins: [failing, plugin("good", [], async () => 1)] });
  assert.deepEqual(await run(stage, [face("x", { path: "a.jpg", crop: Uint8Array.of(1) })]), [
    { ...face("x", { path: "a.jpg", crop: Uint8Array.of(1) }), plugins: { good: 1 } },
    {
      kind: "error",
      stage: "route",
      faceId: "x",
      path: "a.jpg",
      code: "UNKNOWN_ERROR",
      reason: "Cannot run plugin bad on face x: boom",
      param: "plugin",
      value: "bad",
    },
  ]);
});

test("what cannot be computed is the event's failure; what concerns the whole run ends the stage", async () => {
  const one = plugin("a", ["facen"], async () => 1);
  const failing = (exit: 3 | 5) => async () => {
    throw new FacepipeError("EXTRACTION_ERROR", "Cannot embed it", { exit });
  };
  const crop = Uint8Array.of(1);
  const item = await run(setUp({ plugins: [one], complete: failing(EXIT.someFailed) }).stage, [
    face("x", { crop }),
  ]);
  assert.deepEqual(
    item.map(({ kind }) => kind),
    ["face", "error"],
  );
  const run5 = run(setUp({ plugins: [one], complete: failing(EXIT.modelUnavailable) }).stage, [
    face("x", { crop }),
  ]);
  await assert.rejects(run5, { exit: EXIT.modelUnavailable });
});

test("plugins get the photo: from the face, from the photo record before it, or from its file", async () => {
  const photos: (string | undefined)[] = [];
  const reads: string[] = [];
  const { stage } = setUp({
    plugins: [
      plugin("a", [], async (_request, photo) => {
        photos.push(photo && Buffer.from(photo).toString());
        return undefined;
      }),
    ],
    async readPhoto(path) {
      reads.push(path);
      return { bytes: Buffer.from(`file ${path}`), sha256: "aa" };
    },
  });
  const out = await run(stage, [
    face("own", { path: "x.jpg", bytes: Buffer.from("own") }),
    { kind: "photo", path: "p.jpg", bytes: Buffer.from("inline") },
    face("p-0", { path: "p.jpg" }),
    face("p-1", { path: "p.jpg" }),
    face("f-0", { path: "f.jpg", sha256: "aa" }),
    face("f-1", { path: "f.jpg" }),
    face("crop only", { crop: Uint8Array.of(1) }),
    face("changed", { path: "f.jpg", sha256: "bb" }),
  ]);
  const files = ["file f.jpg", "file f.jpg"];
  assert.deepEqual(photos, ["own", "inline", "inline", ...files, undefined, undefined]);
  assert.deepEqual(reads, ["f.jpg"], "one reading for the faces of one file");
  assert.ok(out.every((record) => record.kind !== "face" || record.bytes === undefined));
  assert.ok(out[1]?.kind === "photo" && out[1].bytes, "the photo's own record keeps it");
});

test("a photo that cannot be read fails the event only where it is needed", async () => {
  const reasons: string[] = [];
  const onNoPhoto = (reason: Error) => void reasons.push(reason.message);
  const crop = Uint8Array.of(1);
  const needs = setUp({ plugins: [plugin("a", ["facen"], async () => 1)], onNoPhoto });
  const out = await run(needs.stage, [
    face("x", { path: "gone.jpg" }),
    face("y", { path: "gone.jpg", crop }),
  ]);
  assert.deepEqual(
    out.map((record) => (record.kind === "error" ? record.code : (record as Face).plugins)),
    [undefined, "SOURCE_NOT_FOUND", { a: 1 }],
  );
  assert.deepEqual(reasons, ["Cannot read photo gone.jpg: no such file or folder"]);
});

test("no more events are prepared ahead than the window holds", async () => {
  let [ahead, most] = [0, 0];
  const { stage } = setUp({
    window: 3,
    plugins: [
      {
        name: "a",
        async preprocess() {
          most = Math.max(most, ++ahead);
          return [];
        },
        async process() {
          await sleep(1);
          ahead--;
          return undefined;
        },
      },
    ],
  });
  await run(
    stage,
    Array.from({ length: 30 }, (_, i) => face(String(i))),
  );
  assert.ok(most <= 4, `${most} at a time`);
});
