/**
 * The packs of InsightFace's release v0.7, for non-commercial research.
 * @module
 */
import type { Calibration } from "../core/mod.ts";
import type { Licence, Manifest, ManifestNetwork, ZipSource } from "./manifest.ts";
import type { NetworkInput } from "./pack.ts";

/** ArcFace, as InsightFace trains it. */
const ARCFACE: NetworkInput = { channels: "rgb", mean: 127.5, scale: 127.5 };

const RESEARCH_ONLY: Licence = {
  name: "non-commercial research only",
  url: "https://github.com/deepinsight/insightface#license",
  commercial: false,
};

const SCRFD_10G: Omit<ManifestNetwork, "file"> = {
  sha256: "5838f7fe053675b1c7a08b633df49e7af5495cee0493c7dcf6697200b85b5b91",
  size: 16_923_827,
  family: "scrfd",
};

const SCRFD_500M: ManifestNetwork = {
  file: "det_500m.onnx",
  sha256: "5e4447f50245bbd7966bd6c0fa52938c61474a04ec7def48753668a9d8b4ea3a",
  size: 2_524_817,
  family: "scrfd",
};

const ARCFACE_MOBILE: ManifestNetwork = {
  file: "w600k_mbf.onnx",
  sha256: "9cc6e4a75f0e2bf0b1aed94578f144d15175f357bdc05e815e5c4a02b319eb4f",
  size: 13_616_099,
  family: "embedder112",
  input: ARCFACE,
};

/** Of the mobile network, measured as for the default pack with its weights in 8 bits. */
const ARCFACE_MOBILE_CURVE: Calibration = {
  "1e-1": 0.1054,
  "1e-2": 0.185,
  "1e-3": 0.2534,
  "1e-4": 0.3265,
  "1e-5": 0.387,
};

const GENDERAGE: ManifestNetwork = {
  file: "genderage.onnx",
  sha256: "4fde69b1c810857b88c64a335084f1c3fe8f01246c9a191b48c7bb756d6652fb",
  size: 1_322_532,
  family: "genderage96",
};

const BUFFALO_L: Manifest = {
  name: "buffalo_l",
  description: "SCRFD-10G, ArcFace ResNet-50 and genderage of InsightFace",
  licence: RESEARCH_ONLY,
  source: release(
    "buffalo_l",
    288_621_354,
    "80ffe37d8a5940d59a7384c201a2a38d4741f2f3c51eef46ebb28218a7b0ca2f",
  ),
  networks: {
    detector: { file: "det_10g.onnx", ...SCRFD_10G },
    embedder: {
      file: "w600k_r50.onnx",
      sha256: "4c06341c33c2ca1f86781dab0e829f88ad5b64be9fba56e56bc9ebdefc619e43",
      size: 174_383_860,
      family: "embedder112",
      input: ARCFACE,
    },
    genderage: GENDERAGE,
  },
};

const BUFFALO_S: Manifest = {
  name: "buffalo_s",
  description: "SCRFD-500M, ArcFace MobileFaceNet and genderage of InsightFace",
  licence: RESEARCH_ONLY,
  source: release(
    "buffalo_s",
    127_607_557,
    "d85a87f503f691807cd8bb97128bdf7a0660326cd9cd02657127fa978bab8b5e",
  ),
  networks: { detector: SCRFD_500M, embedder: ARCFACE_MOBILE, genderage: GENDERAGE },
  calibration: ARCFACE_MOBILE_CURVE,
};

const BUFFALO_SC: Manifest = {
  name: "buffalo_sc",
  description: "SCRFD-500M and ArcFace MobileFaceNet of InsightFace",
  licence: RESEARCH_ONLY,
  source: release(
    "buffalo_sc",
    14_969_382,
    "57d31b56b6ffa911c8a73cfc1707c73cab76efe7f13b675a05223bf42de47c72",
  ),
  networks: { detector: SCRFD_500M, embedder: ARCFACE_MOBILE },
  calibration: ARCFACE_MOBILE_CURVE,
};

const ANTELOPEV2: Manifest = {
  name: "antelopev2",
  description: "SCRFD-10G, ArcFace ResNet-100 and genderage of InsightFace",
  licence: RESEARCH_ONLY,
  source: release(
    "antelopev2",
    360_662_982,
    "8e182f14fc6e80b3bfa375b33eb6cff7ee05d8ef7633e738d1c89021dcf0c5c5",
  ),
  networks: {
    detector: { file: "scrfd_10g_bnkps.onnx", ...SCRFD_10G },
    embedder: {
      file: "glintr100.onnx",
      sha256: "4ab1d6435d639628a6f3e5008dd4f929edf4c4124b1a7169e1048f9fef534cdf",
      size: 260_665_334,
      family: "embedder112",
      input: ARCFACE,
    },
    genderage: GENDERAGE,
  },
};

/** An archive of InsightFace's release v0.7. */
function release(name: string, size: number, sha256: string): ZipSource {
  const url = `https://github.com/deepinsight/insightface/releases/download/v0.7/${name}.zip`;
  return { kind: "zip", url, sha256, size };
}

/** Largest embedder first. */
export const INSIGHTFACE_PACKS: readonly Manifest[] = [ANTELOPEV2, BUFFALO_L, BUFFALO_S, BUFFALO_SC];
