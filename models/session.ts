/**
 * ONNX Runtime sessions: one thread each, since parallelism comes from worker threads, and quiet.
 * @module
 */
import type { InferenceSession } from "onnxruntime-node";
import { FacepipeError, modelError, reasonOf } from "../core/mod.ts";
import { callNative } from "./native_calls.ts";
import { assertShape, type NetworkShape } from "./network_shape.ts";
import type { LoadedNetwork } from "./pack.ts";

/** A network that is ready to run; one run at a time. */
export interface Session {
  /** Sides of its input, `undefined` where it takes any. */
  readonly inputDims: readonly (number | undefined)[];
  /**
   * Runs the network.
   *
   * @param data Its input, row-major.
   * @param dims Sides of that input.
   * @returns Its outputs by name, in the order in which the network lists them.
   * @throws FacepipeError EXTRACTION_ERROR where the run fails.
   */
  run(data: Float32Array, dims: readonly number[]): Promise<Map<string, Float32Array>>;
}

/** Severity from which ONNX Runtime writes to stderr: nothing, since every failure is thrown. */
const FATAL = 4;

const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  logSeverityLevel: FATAL,
};

/**
 * Makes a session of a network.
 *
 * @param shape What its adapter needs it to be.
 * @throws FacepipeError with exit code 5 where the bytes are no ONNX model, where the model is
 * not of that shape, or where ONNX Runtime itself cannot be loaded.
 */
export async function openSession(network: LoadedNetwork, shape: NetworkShape): Promise<Session> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const { file } = network.spec;
  let session: InferenceSession;
  try {
    // ONNX Runtime refuses shared memory, so such bytes are copied while the session is made.
    session = await callNative(() => InferenceSession.create(unshared(network.bytes), OPTIONS));
  } catch (cause) {
    const reason = `expected an ONNX model of family ${network.spec.family}: ${reasonOf(cause)}`;
    throw modelError(`Cannot load model ${file}: ${reason}`, "MALFORMED_REQUEST", cause);
  }
  assertShape(network.spec, session, shape);
  const input = session.inputNames[0]!;
  const dims = session.inputMetadata[0]!;
  return {
    inputDims: dims.isTensor ? dims.shape.map((side) => (typeof side === "number" ? side : undefined)) : [],
    async run(data, sides) {
      try {
        const feeds = { [input]: new Tensor("float32", data, sides) };
        const results = await callNative(() => session.run(feeds));
        return new Map(session.outputNames.map((name) => [name, results[name]!.data as Float32Array]));
      } catch (cause) {
        throw new FacepipeError("EXTRACTION_ERROR", `Cannot run model ${file}: ${reasonOf(cause)}`, {
          cause,
        });
      }
    },
  };
}

async function loadRuntime(): Promise<typeof import("onnxruntime-node")> {
  try {
    return await callNative(() => import("onnxruntime-node"));
  } catch (cause) {
    throw modelError(`Cannot load ONNX Runtime: ${reasonOf(cause)}`, "NOT_FOUND", cause);
  }
}

function unshared(bytes: Uint8Array): Uint8Array {
  return bytes.buffer instanceof SharedArrayBuffer ? Uint8Array.from(bytes) : bytes;
}
