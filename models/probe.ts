/**
 * Whether a provider runs here, and how fast beside the CPU.
 * @module
 */
import { modelError, reasonOf } from "../core/mod.ts";
import { deviceName, type Place, runtimeProvider } from "./device.ts";
import { PROBE_SIDES, probeModel } from "./onnx/probe_model.ts";
import { whatIsMissing } from "./provider_files.ts";
import { createSession, loadRuntime, runSession } from "./runtime.ts";

/** Slower than one core by this factor, a device is no GPU, but a program that imitates one. */
const SOFTWARE = 10;

/** Runs that are timed; the best counts. */
const RUNS = 3;

/** What a provider does with a tiny network. */
export interface Probe {
  /** Milliseconds that a run takes, after the first. */
  readonly ms: number;
  /** The same on one core of the CPU. */
  readonly cpuMs: number;
  /** True where it is so slow that it can only be a program, such as SwiftShader. */
  readonly software: boolean;
}

/**
 * Opens a tiny session of a provider and runs it.
 *
 * @throws FacepipeError with exit code 5 and the reason where it does not run.
 */
export async function probeDevice(device: Place): Promise<Probe> {
  const runtime = await loadRuntime();
  const name = runtimeProvider(device).name;
  const built = runtime.listSupportedBackends().some((backend) => backend.name === name);
  const missing = built
    ? whatIsMissing(device.provider)
    : `ONNX Runtime has no such provider for ${process.platform} on ${process.arch}`;
  if (missing !== undefined) throw unusable(device, missing);
  try {
    const cpuMs = await timeOf({ provider: "cpu" });
    const ms = device.provider === "cpu" ? cpuMs : await timeOf(device);
    return { ms, cpuMs, software: ms > SOFTWARE * cpuMs };
  } catch (cause) {
    throw unusable(device, plainReason(reasonOf(cause)), cause);
  }
}

/** The error of a device that `auto` passes over. */
export function softwareOnly(device: Place, { ms, cpuMs }: Probe): Error {
  const factor = Math.round(ms / cpuMs);
  return unusable(device, `it is ${factor} times slower than the CPU: there is no GPU behind it`);
}

async function timeOf(place: Place): Promise<number> {
  const executionProviders = [runtimeProvider(place)];
  const extra = { session: { disable_cpu_ep_fallback: place.provider === "cpu" ? "0" : "1" } };
  const session = await createSession(probeModel(), { executionProviders, extra });
  const input = new Float32Array(PROBE_SIDES.reduce((product, side) => product * side, 1)).fill(0.5);
  await runSession(session, input, PROBE_SIDES);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await runSession(session, input, PROBE_SIDES);
    best = Math.min(best, performance.now() - start);
  }
  await session.release();
  return best;
}

/** ONNX Runtime's words without the place in its own source that they begin with. */
function plainReason(reason: string): string {
  if (reason.includes("No supported adapters")) return "the system has no GPU that it can use";
  return reason.replace(/^.* was false\. /, "").trim();
}

function unusable(device: Place, reason: string, cause?: unknown) {
  return modelError(`Cannot use ${deviceName(device)}: ${reason}`, "NOT_FOUND", cause);
}
