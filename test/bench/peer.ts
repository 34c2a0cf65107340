/**
 * Photos a second against @vladmandic/face-api with its WebAssembly backend: detector, landmarks and
 * descriptor of each face on the sample photos. TensorFlow.js, which it needs, is installed into
 * `.cache/bench` on the first run.
 * @module
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import sharp from "sharp";
import { ROOT } from "../tools/paths.ts";
import { SAMPLE_FILES } from "./tools/albums.ts";
import { measureShares } from "./tools/limit.ts";
import { type Measure, type Row, timed } from "./tools/measure.ts";

const FOLDER = join(ROOT, ".cache/bench/peers");
const PACKAGES = ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0"];
const FACE_API = join(ROOT, "node_modules/@vladmandic/face-api");

/** What is used of face-api and of TensorFlow.js. */
interface Tensor {
  dispose(): void;
}
interface FaceApi {
  readonly tf: { tensor3d(data: Uint8Array, shape: number[], type: string): Tensor };
  readonly nets: Record<string, { loadFromDisk(folder: string): Promise<void> }>;
  readonly SsdMobilenetv1Options: new (options: object) => object;
  detectAllFaces(
    image: Tensor,
    options: object,
  ): { withFaceLandmarks(): { withFaceDescriptors(): Promise<unknown[]> } };
}

async function openPeer(): Promise<(path: string) => Promise<number>> {
  if (!existsSync(join(FOLDER, "node_modules"))) {
    mkdirSync(FOLDER, { recursive: true });
    const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"];
    execFileSync("npm", ["install", "--prefix", FOLDER, ...flags, ...PACKAGES], { stdio: "ignore" });
  }
  // face-api requires TensorFlow.js from where it is itself; NODE_PATH tells of the other folder.
  process.env.NODE_PATH = join(FOLDER, "node_modules");
  const require = createRequire(import.meta.url);
  require("node:module")._initPaths();
  const tf = require("@tensorflow/tfjs");
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(join(FOLDER, "node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/"));
  await tf.setBackend("wasm");
  await tf.ready();
  const api = require(join(FACE_API, "dist/face-api.node-wasm.js")) as FaceApi;
  for (const net of ["ssdMobilenetv1", "faceLandmark68Net", "faceRecognitionNet"])
    await api.nets[net]!.loadFromDisk(join(FACE_API, "model"));
  const options = new api.SsdMobilenetv1Options({ minConfidence: 0.5, maxResults: 100 });
  return async (path) => {
    const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const image = api.tf.tensor3d(data, [info.height, info.width, 3], "int32");
    const faces = await api.detectAllFaces(image, options).withFaceLandmarks().withFaceDescriptors();
    image.dispose();
    return faces.length;
  };
}

async function compare(): Promise<Row[]> {
  const peer = await openPeer();
  await peer(SAMPLE_FILES[0]!);
  let theirs = { wall: 0, cpu: 0 };
  let faces = 0;
  const ours = await measureShares(SAMPLE_FILES, 30);
  theirs = await timed(async () => {
    for (const path of SAMPLE_FILES) faces += await peer(path);
  });
  const each = theirs.wall / SAMPLE_FILES.length;
  const found = (count: number) => `${count.toFixed(1)} faces a photo`;
  return [
    {
      what: "photos a second, samples",
      figure: `${(1000 / ours.wall).toFixed(1)} photos/s, ${found(ours.faces)}`,
      against: `face-api (wasm) ${(1000 / each).toFixed(2)} photos/s, ${found(faces / SAMPLE_FILES.length)}`,
      ratio: each / ours.wall,
      wanted: "at least 15",
    },
    {
      what: "processor time a photo, samples",
      figure: `${ours.cpu.toFixed(0)} ms`,
      against: `face-api ${(theirs.cpu / SAMPLE_FILES.length).toFixed(0)} ms`,
      ratio: theirs.cpu / SAMPLE_FILES.length / ours.cpu,
    },
  ];
}

export const peer: Measure = {
  name: "peer",
  describe: "photos a second against face-api",
  run: compare,
};
