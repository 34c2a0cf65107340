/**
 * ONNX Runtime, loaded when it is first needed, and quiet: every failure is thrown.
 * @module
 */
import type { InferenceSession } from "onnxruntime-node";
import { modelError, reasonOf } from "../core/mod.ts";
import { callNative } from "./native_calls.ts";
import { forbidTelemetry } from "./telemetry.ts";

/** Severity from which ONNX Runtime writes to stderr. */
const FATAL = 4;

type Runtime = typeof import("onnxruntime-node");

let loading: Promise<Runtime> | undefined;

/**
 * The module.
 *
 * @throws FacepipeError with exit code 5 where it cannot be loaded.
 */
export function loadRuntime(): Promise<Runtime> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Runtime> {
  forbidTelemetry();
  try {
    const runtime = await callNative(() => import("onnxruntime-node"));
    runtime.env.logLevel = "fatal";
    return runtime;
  } catch (cause) {
    throw modelError(`Cannot load ONNX Runtime: ${reasonOf(cause)}`, "NOT_FOUND", cause);
  }
}

/** Makes a session of one thread, since parallelism comes from worker threads. */
export async function createSession(
  bytes: Uint8Array,
  options: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  const all: InferenceSession.SessionOptions = {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: FATAL,
    ...options,
  };
  // ONNX Runtime refuses shared memory, so such bytes are copied while the session is made.
  return callNative(() => InferenceSession.create(unshared(bytes), all));
}

/** Runs a session that has one input; its outputs by name, in the order in which it lists them. */
export async function runSession(
  session: InferenceSession,
  data: Float32Array,
  sides: readonly number[],
): Promise<Map<string, Float32Array>> {
  const { Tensor } = await loadRuntime();
  const feeds = { [session.inputNames[0]!]: new Tensor("float32", data, sides) };
  const results = await callNative(() => session.run(feeds));
  return new Map(session.outputNames.map((name) => [name, results[name]!.data as Float32Array]));
}

function unshared(bytes: Uint8Array): Uint8Array {
  return bytes.buffer instanceof SharedArrayBuffer ? Uint8Array.from(bytes) : bytes;
}
