/**
 * A pack of two small files, to be fetched from a server of the test.
 * @module
 */
import type { Licence, Manifest, ManifestNetwork, Source } from "../../models/mod.ts";
import { noise, sha256 } from "./noise.ts";
import { zip } from "./zip_writer.ts";

/** What stands for the detector. */
export const DETECTOR = noise(400_000, "detector");

/** What stands for the embedder. */
export const EMBEDDER = noise(50_000, "embedder");

function network(file: string, bytes: Uint8Array, family: "scrfd" | "embedder112"): ManifestNetwork {
  return { file, sha256: sha256(bytes), size: bytes.length, family };
}

/** The manifest of a pack of `detector.onnx` and `embedder.onnx` from `source`. */
export function smallPack(source: Source, licence: Licence = { name: "MIT", commercial: true }): Manifest {
  const networks = {
    detector: network("detector.onnx", DETECTOR, "scrfd"),
    embedder: network("embedder.onnx", EMBEDDER, "embedder112"),
  };
  return { name: "small", description: "two files", licence, source, networks };
}

/** Both files, each at its address under `url`. */
export function asFiles(url: string): Source {
  return {
    kind: "files",
    urls: { "detector.onnx": `${url}/detector.onnx`, "embedder.onnx": `${url}/embedder.onnx` },
  };
}

/** The archive of both files in a folder, with more that is not wanted. */
export const ARCHIVE = zip([
  { name: "small/", bytes: new Uint8Array() },
  { name: "small/landmarks.onnx", bytes: noise(1000, "landmarks") },
  { name: "small/detector.onnx", bytes: DETECTOR, deflate: true },
  { name: "small/embedder.onnx", bytes: EMBEDDER },
]);

/** The source of {@linkcode ARCHIVE} at `url`. */
export function asZip(url: string): Source {
  return { kind: "zip", url: `${url}/small.zip`, sha256: sha256(ARCHIVE), size: ARCHIVE.length };
}
