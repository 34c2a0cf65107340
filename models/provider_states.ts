/**
 * What each provider of ONNX Runtime can do on this machine, and how to get what is missing.
 * @module
 */
import { createRequire } from "node:module";
import { reasonOf } from "../core/mod.ts";
import { GPU_PROVIDERS, type GpuProvider, runtimeProvider } from "./device.ts";
import { type Probe, probeDevice } from "./probe.ts";
import { installCommand } from "./provider_files.ts";
import { loadRuntime } from "./runtime.ts";

/** A provider as `facepipe doctor` shows it. */
export interface ProviderState {
  readonly name: "cpu" | GpuProvider;
  /** True where it came with ONNX Runtime's package. */
  readonly bundled: boolean;
  /** `software`: it runs, but a program imitates the GPU. */
  readonly state: "runs" | "software" | "missing";
  /** Milliseconds of one small convolution, where it runs. */
  readonly ms?: number;
  /** Why it does not run. */
  readonly reason?: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** What {@linkcode inspectRuntime} finds. */
export interface RuntimeState {
  /** Version of ONNX Runtime. */
  readonly version: string;
  /** Those that it has for this platform, the CPU first. */
  readonly providers: readonly ProviderState[];
}

/**
 * Opens a tiny session of every provider that ONNX Runtime has for this platform.
 *
 * @throws FacepipeError with exit code 5 where ONNX Runtime itself cannot be loaded.
 */
export async function inspectRuntime(): Promise<RuntimeState> {
  const runtime = await loadRuntime();
  const backends = runtime.listSupportedBackends();
  const providers: ProviderState[] = [];
  let cpuMs: number | undefined;
  for (const name of GPU_PROVIDERS) {
    const backend = backends.find((candidate) => candidate.name === runtimeProvider({ provider: name }).name);
    if (!backend) continue;
    const { probe, ...state } = await stateOf(name);
    providers.push({ name, bundled: backend.bundled, ...state });
    cpuMs ??= probe?.cpuMs;
  }
  cpuMs ??= (await probeDevice({ provider: "cpu" })).cpuMs;
  return {
    version: createRequire(import.meta.url)("onnxruntime-node/package.json").version,
    providers: [{ name: "cpu", bundled: true, state: "runs", ms: rounded(cpuMs) }, ...providers],
  };
}

type Found = Pick<ProviderState, "state" | "ms" | "reason" | "remedy"> & { readonly probe?: Probe };

async function stateOf(provider: GpuProvider): Promise<Found> {
  try {
    const probe = await probeDevice({ provider });
    return { probe, state: probe.software ? "software" : "runs", ms: rounded(probe.ms) };
  } catch (error) {
    const reason = reasonOf(error).replace(/^Cannot use \w+: /, "");
    return { state: "missing", reason, ...remedyOf(provider, reason) };
  }
}

function rounded(ms: number): number {
  return Math.round(10 * ms) / 10;
}

/** How to get what a provider lacks, where that is known. */
function remedyOf(provider: GpuProvider, reason: string): { remedy?: string } {
  if (reason.includes("libonnxruntime_providers")) return { remedy: `Run ${installCommand()}` };
  if (provider === "webgpu" && reason.includes("libvulkan")) {
    return { remedy: "Install the Vulkan loader: on Debian and Ubuntu, apt-get install libvulkan1" };
  }
  if (reason.includes("is not installed")) {
    return { remedy: "Install it from NVIDIA; facepipe needs nothing of it but its libraries" };
  }
  return {};
}
