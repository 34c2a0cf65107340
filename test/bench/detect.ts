/**
 * `node dist/test/bench/detect.js [rounds]`: what `detect` spends on the six sample photos beside
 * the time that it cannot do without, decoding and inference, each measured alone on one core and
 * spread over all cores.
 * @module
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { openEngine } from "../../cmds/engine.ts";
import { type AlignedFace, DEFAULT_FILTERS, detectFaces, type Photo, type RgbImage } from "../../core/mod.ts";
import { PhotoPixels } from "../../core/photo_pixels.ts";
import { openPhotoReader } from "../../formats/mod.ts";
import { Inference } from "../../models/inference.ts";
import { DEFAULT_DET_SIZE, openPack } from "../../models/mod.ts";
import { TEST_MODELS } from "../tools/default_pack.ts";
import { SAMPLE_NAMES, SAMPLES } from "../tools/paths.ts";

const rounds = Number(process.argv[2] ?? 20);
const cores = availableParallelism();
const photos = SAMPLE_NAMES.map((name): Photo => ({ kind: "photo", path: join(SAMPLES, name) }));
const closers: (() => void | Promise<void>)[] = [];
const engine = await openEngine(
  { modelsDir: TEST_MODELS },
  { note: () => {}, onExit: (close) => void closers.push(close) },
);

async function* stream(count: number): AsyncIterable<Photo> {
  for (let i = 0; i < count; i++) yield* photos;
}

/** Wall time of the stage over all photos, and the aligned faces that it embedded. */
async function wholeStage(count: number): Promise<{ ms: number; faces: AlignedFace[] }> {
  const faces: AlignedFace[] = [];
  const embedder = {
    ...engine.embedder!,
    embed: (aligned: readonly AlignedFace[]) => {
      faces.push(...aligned);
      return engine.embedder!.embed(aligned);
    },
  };
  const stage = detectFaces({
    ...engine,
    detector: engine.detector!,
    embedder,
    filters: DEFAULT_FILTERS,
    keepFiltered: true,
  });
  const start = performance.now();
  for await (const _ of stage(stream(count)));
  return { ms: performance.now() - start, faces };
}

/** Time to read, decode and shrink the photos one after the other, and what came of it. */
async function decodeAlone(count: number): Promise<{ ms: number; images: RgbImage[] }> {
  const reader = await openPhotoReader();
  const images: RgbImage[] = [];
  const start = performance.now();
  for await (const photo of stream(count)) {
    images.push(await new PhotoPixels(await reader.open(photo)).fitting(DEFAULT_DET_SIZE));
    if (images.length > photos.length) images.shift();
  }
  return { ms: performance.now() - start, images };
}

/** Time inside ONNX Runtime for the same passes and faces, one after the other on one thread. */
async function inferenceAlone(
  count: number,
  images: readonly RgbImage[],
  faces: readonly AlignedFace[],
): Promise<number> {
  let ms = 0;
  const create = InferenceSession.create.bind(InferenceSession);
  InferenceSession.create = (async (...args: Parameters<typeof create>) => {
    const session = await create(...args);
    const run = session.run.bind(session);
    session.run = async (feeds: InferenceSession.OnnxValueMapType) => {
      const start = performance.now();
      const results = await run(feeds);
      ms += performance.now() - start;
      return results;
    };
    return session;
  }) as typeof create;
  const pack = await openPack("default", { dir: TEST_MODELS, fetchIfMissing: true });
  const roles = ["detector", "landmarks", "embedder"] as const;
  const networks = await Promise.all(roles.map(async (role) => [role, (await pack.load(role))!] as const));
  const inference = new Inference({ networks });
  const all = async () => {
    for (const image of images) await inference.run({ op: "detect", image });
    for (const { image } of faces) await inference.run({ op: "embed", images: [image] });
  };
  await all();
  ms = 0;
  for (let i = 0; i < count; i++) await all();
  return ms;
}

const { faces } = await wholeStage(1);
const decoded = await decodeAlone(rounds);
const whole = await wholeStage(rounds);
const inference = await inferenceAlone(rounds, decoded.images, faces);
for (const close of closers) await close();

const each = (ms: number) => `${(ms / rounds / photos.length).toFixed(1)} ms`;
const limit = (decoded.ms + inference) / cores;
process.stdout.write(
  `${[
    `${photos.length} photos, ${faces.length} faces, ${rounds} rounds, ${cores} cores`,
    `decoding a photo        ${each(decoded.ms)}`,
    `inference for a photo   ${each(inference)}`,
    `the limit, over cores   ${each(limit)}`,
    `detect                  ${each(whole.ms)}`,
    `detect against limit    ${(whole.ms / limit).toFixed(2)}`,
  ].join("\n")}\n`,
);
