/**
 * What `detect` takes for photos, and what it cannot do without: decoding and inference, each
 * repeated by itself on one thread, exactly as `detect` asked for them.
 * @module
 */
import { availableParallelism } from "node:os";
import { InferenceSession } from "onnxruntime-node";
import { type Engine, openEngine } from "../../../cmds/engine.ts";
import {
  type AlignedFace,
  detectFaces,
  type FaceFilters,
  type Photo,
  type PhotoReader,
  type PhotoView,
  type RgbImage,
} from "../../../core/mod.ts";
import { openPhotoReader } from "../../../formats/mod.ts";
import { Inference } from "../../../models/inference.ts";
import { openPack } from "../../../models/mod.ts";
import { TEST_MODELS } from "../../tools/default_pack.ts";
import { timed } from "./measure.ts";

/** Filters that let every face pass. */
const OFF: FaceFilters = {
  minFaceSize: 0,
  minConfidence: 0,
  minFaceRatio: 0,
  foregroundRatio: 0,
  blurThreshold: 0,
};

/** Milliseconds for a photo, on average. */
export interface Shares {
  /** Of all of `detect`: wall time, and processor time of all threads. */
  readonly wall: number;
  readonly cpu: number;
  /** Of pure decoding and pure inference, on one thread each. */
  readonly decoding: number;
  readonly inference: number;
  /** Both over all cores. */
  readonly limit: number;
  /** Processor time of both. */
  readonly pureCpu: number;
  readonly faces: number;
}

/** What one pass over the photos asked for. */
interface Work {
  readonly views: Map<string, PhotoView[]>;
  readonly pictures: RgbImage[];
  readonly faces: RgbImage[];
}

/** Measures photos `rounds` times, the whole and its parts in turn, so that a busy moment meets both. */
export async function measureShares(paths: readonly string[], rounds: number, turns = 3): Promise<Shares> {
  const closers: (() => void | Promise<void>)[] = [];
  const engine = await openEngine(
    { modelsDir: TEST_MODELS },
    { note: () => {}, onExit: (close) => void closers.push(close) },
  );
  const work = await askedFor(engine, paths);
  const reader = await openPhotoReader();
  const infer = await openInference();
  await infer(work);
  const each = Math.ceil(rounds / turns);
  const sums = { wall: 0, cpu: 0, decoding: 0, inference: 0, pureCpu: 0 };
  for (let turn = 0; turn < turns; turn++) {
    const whole = await timed(() => drain(detectFaces(optionsOf(engine))(photosOf(paths, each))));
    sums.wall += whole.wall;
    sums.cpu += whole.cpu;
    const decoding = await timed(() => decode(reader, work.views, paths));
    const inference = await infer(work);
    sums.decoding += decoding.wall * each;
    sums.inference += inference.wall * each;
    sums.pureCpu += (decoding.cpu + inference.cpu) * each;
  }
  for (const close of closers) await close();
  const perPhoto = (ms: number) => ms / (each * turns * paths.length);
  const [decoding, inference] = [perPhoto(sums.decoding), perPhoto(sums.inference)];
  return {
    wall: perPhoto(sums.wall),
    cpu: perPhoto(sums.cpu),
    decoding,
    inference,
    limit: (decoding + inference) / availableParallelism(),
    pureCpu: perPhoto(sums.pureCpu),
    faces: work.faces.length / paths.length,
  };
}

function optionsOf(engine: Engine) {
  return { ...engine, detector: engine.detector!, filters: OFF };
}

async function* photosOf(paths: readonly string[], rounds: number): AsyncIterable<Photo> {
  for (let i = 0; i < rounds; i++) for (const path of paths) yield { kind: "photo", path };
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** Notes what detection asks of the reader and the networks. */
async function askedFor(engine: Engine, paths: readonly string[]): Promise<Work> {
  const work: Work = { views: new Map(), pictures: [], faces: [] };
  const reader: PhotoReader = {
    ...engine.reader,
    async open(photo) {
      const open = await engine.reader.open(photo);
      const views: PhotoView[] = [];
      work.views.set(photo.path, views);
      return {
        record: open.record,
        decode(view) {
          views.push(view);
          return open.decode(view);
        },
      };
    },
  };
  const detector = {
    ...engine.detector!,
    get(image: RgbImage) {
      work.pictures.push(image);
      return engine.detector!.get(image);
    },
  };
  const embedder = {
    ...engine.embedder!,
    embed(faces: readonly AlignedFace[]) {
      work.faces.push(...faces.map(({ image }) => image));
      return engine.embedder!.embed(faces);
    },
  };
  await drain(detectFaces({ ...optionsOf(engine), reader, detector, embedder })(photosOf(paths, 1)));
  return work;
}

/** Reads and decodes every view of every photo, one after the other. */
async function decode(
  reader: PhotoReader,
  views: ReadonlyMap<string, readonly PhotoView[]>,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const photo = await reader.open({ kind: "photo", path });
    for (const view of views.get(path)!) await photo.decode(view);
  }
}

/** What tells the time inside ONNX Runtime for the same pictures and faces, on this thread. */
async function openInference(): Promise<(work: Work) => Promise<{ wall: number; cpu: number }>> {
  let sum = { wall: 0, cpu: 0 };
  const create = InferenceSession.create.bind(InferenceSession);
  InferenceSession.create = (async (...args: Parameters<typeof create>) => {
    const session = await create(...args);
    const run = session.run.bind(session);
    session.run = async (feeds: InferenceSession.OnnxValueMapType) => {
      let results: InferenceSession.OnnxValueMapType = {};
      const { wall, cpu } = await timed(async () => {
        results = await run(feeds);
      });
      sum = { wall: sum.wall + wall, cpu: sum.cpu + cpu };
      return results;
    };
    return session;
  }) as typeof create;
  const pack = await openPack("default", { dir: TEST_MODELS, fetchIfMissing: true });
  const roles = ["detector", "landmarks", "embedder"] as const;
  const networks = await Promise.all(roles.map(async (role) => [role, (await pack.load(role))!] as const));
  const inference = new Inference({ networks });
  return async ({ pictures, faces }) => {
    sum = { wall: 0, cpu: 0 };
    for (const image of pictures) await inference.run({ op: "detect", image });
    await inference.run({ op: "embed", images: faces });
    return sum;
  };
}
