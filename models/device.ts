/**
 * Devices that networks run on, and the providers through which ONNX Runtime reaches them.
 * @module
 */
import { usageError } from "../core/mod.ts";

/** Every provider for a GPU, by the name that users give it. */
export const GPU_PROVIDERS = ["cuda", "tensorrt", "coreml", "directml", "webgpu"] as const;

/** One of the {@linkcode GPU_PROVIDERS}. */
export type GpuProvider = (typeof GPU_PROVIDERS)[number];

/** A device that networks are to run on, and how many pictures at a time. */
export interface Device {
  readonly provider: GpuProvider;
  /** Number of the device, from 0, where the provider knows several. */
  readonly index?: number | undefined;
  /** Most pictures in one run, at least 1. Runs of fewer are filled up, so that all are alike. */
  readonly batchSize: number;
}

/** What a user asks for. */
export interface GpuRequest {
  /** A provider, or `auto` for the first that runs here. */
  readonly provider: GpuProvider | "auto";
  readonly index?: number | undefined;
  readonly batchSize: number;
  /** Use the CPU where no GPU can be used, instead of failing. */
  readonly optional?: boolean;
}

/** ONNX Runtime's own names. */
const RUNTIME_NAMES: Readonly<Record<GpuProvider | "cpu", string>> = {
  cpu: "cpu",
  cuda: "cuda",
  tensorrt: "tensorrt",
  coreml: "coreml",
  directml: "dml",
  webgpu: "webgpu",
};

/** Providers that can be told which device to use. */
const WITH_INDEX: readonly GpuProvider[] = ["cuda", "tensorrt", "directml"];

/**
 * Which providers `auto` tries, the best first. TensorRT comes after CUDA because it takes
 * minutes to build its engines, at every start.
 */
const ORDER: Readonly<Partial<Record<NodeJS.Platform, readonly GpuProvider[]>>> = {
  linux: ["cuda", "tensorrt", "webgpu"],
  darwin: ["coreml", "webgpu"],
  win32: ["directml", "cuda", "webgpu"],
};

/** The devices to try for a request, in order. */
export function devicesFor(request: GpuRequest, platform: NodeJS.Platform = process.platform): Device[] {
  const { provider, index, batchSize } = request;
  const providers = provider === "auto" ? (ORDER[platform] ?? ["webgpu"]) : [provider];
  const fitting = index === undefined ? providers : providers.filter((name) => WITH_INDEX.includes(name));
  if (fitting.length === 0) {
    const known = WITH_INDEX.join(", ");
    throw usageError("--gpu-device", index, `${providers.join(", ")} takes none, only ${known} do`);
  }
  return fitting.map((name) => ({ provider: name, index, batchSize }));
}

/** Where one session runs. */
export interface Place {
  readonly provider: GpuProvider | "cpu";
  readonly index?: number | undefined;
}

/** The provider as an entry of a session's `executionProviders`. */
export function runtimeProvider({ provider, index }: Place): { name: string; deviceId?: number } {
  return { name: RUNTIME_NAMES[provider], ...(index === undefined ? {} : { deviceId: index }) };
}

/** A device in words, such as `cuda, device 1`. */
export function deviceName({ provider, index }: Place): string {
  return index === undefined ? provider : `${provider}, device ${index}`;
}
