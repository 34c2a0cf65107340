/**
 * The packs that facepipe knows by name. Every byte that can end up in a session is pinned here by
 * its sha256, so it does not matter who serves it.
 * @module
 */
import { DEFAULT_CALIBRATION } from "../core/mod.ts";
import { INSIGHTFACE_PACKS } from "./insightface_packs.ts";
import type { Manifest } from "./manifest.ts";

/** The pack that is used when none is named. */
export const DEFAULT_PACK = "default";

/** A commit, not a branch: the addresses stay good when the Zoo replaces its files by newer ones. */
const OPENCV_ZOO = "https://github.com/opencv/opencv_zoo/raw/47534e27c9851bb1128ccc0102f1145e27f23f98/models";

const DEFAULT: Manifest = {
  name: DEFAULT_PACK,
  description: "RFB-320, 68 landmarks, MobileFaceNet; age, gender and emotions",
  licence: { name: "MIT", commercial: true },
  source: {
    kind: "npm",
    package: "faceplugin-face-recognition-js@0.0.1",
    integrity:
      "sha512-shriXjd4zJHEwhK1jHK+bWo8Vv6Vu9B/w6RRsd4AFtNM/jaI2vhuOamOSMl9qQmLd8WlQ7dgqN+3C2iOi5pXWw==",
    size: 41_114_878,
    folder: "package/model",
  },
  networks: {
    detector: {
      file: "fr_detect.onnx",
      sha256: "6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854",
      size: 1_217_758,
      family: "rfb320",
    },
    landmarks: {
      file: "fr_landmark.onnx",
      sha256: "f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258",
      size: 1_163_742,
      family: "landmarks68",
    },
    embedder: {
      file: "fr_feature.onnx",
      sha256: "87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581",
      size: 4_884_269,
      family: "embedder112",
      input: { channels: "bgr", mean: 127, scale: 128 },
    },
    age: {
      file: "fr_age.onnx",
      sha256: "74c9b01700cb9ef96f7190a2230218414ff99d231415c4b091a755780cad5e8a",
      size: 201_280,
      family: "ssrnet_age",
    },
    gender: {
      file: "fr_gender.onnx",
      sha256: "a003e8392a617ca834c7ca2c01e0895f5c354217fb56cd0373935e6e9b9c396e",
      size: 343_725,
      family: "ssrnet_gender",
    },
    emotions: {
      file: "fr_expression.onnx",
      sha256: "88959314d9dc14d6c968cca31dc068e4350bf1944154e3bdd2eece5d0f318d05",
      size: 28_156_839,
      family: "emotions7",
    },
  },
  // 23,752,290 pairs of different people of Labeled Faces in the Wild.
  calibration: DEFAULT_CALIBRATION,
};

const OPENCV: Manifest = {
  name: "opencv",
  description: "YuNet and SFace of the OpenCV Zoo",
  licence: { name: "MIT (YuNet), Apache-2.0 (SFace)", commercial: true },
  source: {
    kind: "files",
    urls: {
      "face_detection_yunet_2023mar.onnx": `${OPENCV_ZOO}/face_detection_yunet/face_detection_yunet_2023mar.onnx`,
      "face_recognition_sface_2021dec.onnx": `${OPENCV_ZOO}/face_recognition_sface/face_recognition_sface_2021dec.onnx`,
    },
  },
  networks: {
    detector: {
      file: "face_detection_yunet_2023mar.onnx",
      sha256: "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
      size: 232_589,
      family: "yunet",
    },
    embedder: {
      file: "face_recognition_sface_2021dec.onnx",
      sha256: "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
      size: 38_696_353,
      family: "embedder112",
      input: { channels: "bgr", mean: 0, scale: 1 },
    },
  },
};

/** The packs that have a name, the default one first. */
export const BUILTIN_PACKS: readonly Manifest[] = [DEFAULT, OPENCV, ...INSIGHTFACE_PACKS];
