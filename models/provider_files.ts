/**
 * What providers need that no package brings: looked for before they are tried, because ONNX
 * Runtime and its libraries write of it to stderr themselves.
 * @module
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Place } from "./device.ts";

/** Where `onnxruntime-node` looks for the libraries of its providers. */
function runtimeFolder(): string {
  return join(runtimeRoot(), "bin", "napi-v6", process.platform, process.arch);
}

function runtimeRoot(): string {
  return dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));
}

/** The files of a provider, in {@linkcode runtimeFolder}; none where it is part of the runtime. */
const FILES: Readonly<Partial<Record<Place["provider"], readonly string[]>>> = {
  cuda: ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"],
  tensorrt: ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_tensorrt.so"],
};

/** Libraries of the system that a provider loads, on Linux, with what brings each. */
const LIBRARIES: Readonly<
  Partial<Record<Place["provider"], readonly (readonly [file: string, of: string])[]>>
> = {
  cuda: [
    ["libcuda.so.1", "the NVIDIA driver"],
    ["libcublasLt.so.12", "CUDA 12"],
    ["libcudnn.so.9", "cuDNN 9"],
  ],
  tensorrt: [
    ["libcuda.so.1", "the NVIDIA driver"],
    ["libnvinfer.so.10", "TensorRT 10"],
  ],
  webgpu: [["libvulkan.so.1", "the Vulkan loader"]],
};

/** The command that fetches the files of the CUDA and TensorRT providers, with ONNX Runtime's own script. */
export function installCommand(): string {
  return `ONNXRUNTIME_NODE_INSTALL=cuda12 node ${join(runtimeRoot(), "script", "install.js")}`;
}

/** What a provider lacks here, in words, or undefined where nothing is seen to be missing. */
export function whatIsMissing(provider: Place["provider"]): string | undefined {
  const folder = runtimeFolder();
  const files = (FILES[provider] ?? []).filter((file) => !existsSync(join(folder, file)));
  if (files.length > 0) return `${files.join(" and ")} are not installed in ${folder}`;
  if (process.platform !== "linux") return undefined;
  const absent = (LIBRARIES[provider] ?? []).find(([file]) => !canLoad(file));
  return absent && `${absent[1]}, ${absent[0]}, is not installed`;
}

/** Whether the system's loader finds a library. It then refuses it as an addon, but that is not asked. */
function canLoad(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library);
  } catch (error) {
    return !/cannot open shared object file/.test(String(error));
  }
  return true;
}
