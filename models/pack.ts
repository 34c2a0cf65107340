/**
 * What a model pack is: the networks it brings, and which adapter runs each of them.
 * @module
 */
import type { Device } from "./device.ts";

/** Which adapter runs a network: an explicit table, never guessed from tensor shapes. */
export type Family =
  | "rfb320"
  | "yunet"
  | "scrfd"
  | "landmarks68"
  | "embedder112"
  | "ssrnet_age"
  | "ssrnet_gender"
  | "emotions7"
  | "genderage96";

/** What a network does in its pack. */
export type Role = "detector" | "landmarks" | "embedder" | "age" | "gender" | "emotions" | "genderage";

/** How pixels become the numbers that a network reads: `(value - mean) / scale`. */
export interface NetworkInput {
  readonly channels: "rgb" | "bgr";
  readonly mean: number;
  readonly scale: number;
}

/** One network of a pack. */
export interface NetworkSpec {
  /** Name of its file. */
  readonly file: string;
  /** SHA-256 of its bytes, 64 hex digits. */
  readonly sha256: string;
  readonly family: Family;
  /** Preprocessing that differs inside a family. */
  readonly input?: NetworkInput;
}

/** A named set of networks that belong together. */
export interface Pack {
  readonly name: string;
  readonly networks: Partial<Record<Role, NetworkSpec>>;
}

/** A network whose bytes were read and verified. */
export interface LoadedNetwork {
  readonly spec: NetworkSpec;
  readonly bytes: Uint8Array;
  /** Where it runs. Default: the CPU, a picture at a time. */
  readonly device?: Device | undefined;
}
