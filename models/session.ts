/**
 * Networks that are ready to run, on the CPU or on the device that they were loaded for.
 * @module
 */
import type { InferenceSession } from "onnxruntime-node";
import { FacepipeError, modelError, reasonOf } from "../core/mod.ts";
import { openDeviceRunner } from "./device_runner.ts";
import { assertShape, type NetworkShape } from "./network_shape.ts";
import type { LoadedNetwork } from "./pack.ts";
import { createSession, runSession } from "./runtime.ts";

/** A network that is ready to run. */
export interface Session {
  /** True where a run may begin while another is under way. */
  readonly concurrent: boolean;
  /** Sides of its input, `undefined` where it takes any. */
  readonly inputDims: readonly (number | undefined)[];
  /**
   * Runs the network.
   *
   * @param data Its input, row-major; not to be used again before the run is done, unless runs
   * are concurrent.
   * @param dims Sides of that input; the first is 1.
   * @returns Its outputs by name, in the order in which the network lists them.
   * @throws FacepipeError EXTRACTION_ERROR where the run fails.
   */
  run(data: Float32Array, dims: readonly number[]): Promise<Map<string, Float32Array>>;
}

/**
 * Makes a session of a network.
 *
 * @param shape What its adapter needs it to be.
 * @throws FacepipeError with exit code 5 where the bytes are no ONNX model, where the model is
 * not of that shape, where its device cannot run it, or where ONNX Runtime itself cannot be loaded.
 */
export async function openSession(network: LoadedNetwork, shape: NetworkShape): Promise<Session> {
  const session = await openOnCpu(network);
  assertShape(network.spec, session, shape);
  const input = session.inputMetadata[0]!;
  const inputDims = input.isTensor
    ? input.shape.map((side) => (typeof side === "number" ? side : undefined))
    : [];
  const run =
    network.device === undefined
      ? (data: Float32Array, sides: readonly number[]) => runSession(session, data, sides)
      : await openDeviceRunner(network, network.device, session, inputDims);
  return {
    concurrent: network.device !== undefined,
    inputDims,
    run: (data, sides) => run(data, sides).catch(cannotRun(network.spec.file)),
  };
}

async function openOnCpu(network: LoadedNetwork): Promise<InferenceSession> {
  try {
    return await createSession(network.bytes);
  } catch (cause) {
    if (cause instanceof FacepipeError) throw cause;
    const { file, family } = network.spec;
    const reason = `expected an ONNX model of family ${family}: ${reasonOf(cause)}`;
    throw modelError(`Cannot load model ${file}: ${reason}`, "MALFORMED_REQUEST", cause);
  }
}

function cannotRun(file: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof FacepipeError) throw cause;
    throw new FacepipeError("EXTRACTION_ERROR", `Cannot run model ${file}: ${reasonOf(cause)}`, { cause });
  };
}
