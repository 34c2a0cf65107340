/**
 * A network on a device: in batches where its file allows it, never partly on the CPU, and proven
 * to compute what the CPU computes.
 * @module
 */
import type { InferenceSession } from "onnxruntime-node";
import { FacepipeError, modelError, reasonOf } from "../core/mod.ts";
import { BatchQueue, type Outputs } from "./batch_queue.ts";
import { operatorsOnCpu } from "./cpu_operators.ts";
import { type Device, deviceName, runtimeProvider } from "./device.ts";
import { withInputShape } from "./onnx/input_shape.ts";
import type { LoadedNetwork } from "./pack.ts";
import { difference, type Expectation, expect, isSame, isSameElsewhere, PROOF_ROWS } from "./proof.ts";
import { createSession, runSession } from "./runtime.ts";

/** Runs one picture of the given sides. */
export type Runner = (data: Float32Array, sides: readonly number[]) => Promise<Outputs>;

/** Side of the pictures that a network of free size is proven on. */
const FREE_SIDE = 128;

/** Sessions that are kept of a network that takes pictures of any size; each is for one size. */
const KEPT_SIZES = 6;

/** ONNX Runtime's words where a node would run on the CPU. */
const FALLBACK = /fallback to CPU EP has been explicitly disabled/;

/**
 * Opens a network on a device.
 *
 * @param original The network on the CPU, one picture at a time; released here.
 * @param inputDims Sides of its input, `undefined` where they are free.
 * @throws FacepipeError with exit code 5 where the device cannot run every operator, or where its
 * results are not those of the CPU.
 */
export async function openDeviceRunner(
  network: LoadedNetwork,
  device: Device,
  original: InferenceSession,
  inputDims: readonly (number | undefined)[],
): Promise<Runner> {
  try {
    return await openRunner(network, device, original, inputDims);
  } catch (cause) {
    if (cause instanceof FacepipeError) throw cause;
    throw cannotUse(network, device, reasonOf(cause), cause);
  }
}

async function openRunner(
  network: LoadedNetwork,
  device: Device,
  original: InferenceSession,
  inputDims: readonly (number | undefined)[],
): Promise<Runner> {
  const sides = inputDims.map((side, i) => (i === 0 ? 1 : (side ?? FREE_SIDE)));
  const expectation = await expect(original, sides);
  await original.release();
  const rows = (await isRowwise(network, expectation)) ? device.batchSize : 1;
  const first = await openProven(network, device, rows, expectation);
  const sizes = new Sizes(rows, (wanted) => openFixed(network, device, [rows, ...wanted.slice(1)]));
  sizes.keep(sides, first);
  return (data, wanted) => sizes.run(data, wanted);
}

/** Whether the network takes several pictures at once, and does with each what it does with one. */
async function isRowwise({ bytes }: LoadedNetwork, expectation: Expectation): Promise<boolean> {
  try {
    const model = withInputShape(bytes, [PROOF_ROWS, ...expectation.sides.slice(1)]);
    const session = await createSession(model);
    const found = await difference(session, PROOF_ROWS, expectation);
    await session.release();
    return isSame(found);
  } catch (error) {
    if (error instanceof FacepipeError) throw error;
    return false;
  }
}

async function openProven(
  network: LoadedNetwork,
  device: Device,
  rows: number,
  expectation: Expectation,
): Promise<InferenceSession> {
  const session = await openFixed(network, device, [rows, ...expectation.sides.slice(1)]);
  const found = await difference(session, rows, expectation);
  if (isSameElsewhere(found)) return session;
  const share = `${(100 * found).toPrecision(2)} %`;
  throw cannotUse(network, device, `its results differ from the CPU's by ${share}`);
}

/** A session of the device for one shape of input: with all sides known no shape is computed at run time. */
async function openFixed(
  network: LoadedNetwork,
  device: Device,
  sides: readonly number[],
): Promise<InferenceSession> {
  const executionProviders = [runtimeProvider(device)];
  const model = withInputShape(network.bytes, sides);
  try {
    const extra = { session: { disable_cpu_ep_fallback: "1" } };
    return await createSession(model, { executionProviders, extra });
  } catch (cause) {
    if (!FALLBACK.test(reasonOf(cause))) throw cause;
    const operators = await operatorsOnCpu(model, executionProviders, sides);
    throw cannotUse(network, device, `it leaves operators to the CPU: ${operators}`, cause);
  }
}

function cannotUse({ spec }: LoadedNetwork, device: Device, reason: string, cause?: unknown): FacepipeError {
  return modelError(`Cannot run model ${spec.file} on ${deviceName(device)}: ${reason}`, "NOT_FOUND", cause);
}

interface Size {
  readonly session: InferenceSession;
  readonly queue: BatchQueue;
}

/** The sessions of a network, one for each size of picture. */
class Sizes {
  readonly #rows: number;
  readonly #open: (sides: readonly number[]) => Promise<InferenceSession>;
  /** The least recently used first. */
  readonly #sizes = new Map<string, Promise<Size>>();

  constructor(rows: number, open: (sides: readonly number[]) => Promise<InferenceSession>) {
    this.#rows = rows;
    this.#open = open;
  }

  keep(sides: readonly number[], session: InferenceSession): void {
    this.#sizes.set(sides.join("x"), Promise.resolve(this.#sizeOf(sides, session)));
  }

  async run(data: Float32Array, sides: readonly number[]): Promise<Outputs> {
    const copy = data.slice();
    const key = sides.join("x");
    const size = this.#sizes.get(key) ?? this.#open(sides).then((session) => this.#sizeOf(sides, session));
    this.#sizes.delete(key);
    this.#sizes.set(key, size);
    const { queue } = await size;
    const outputs = queue.run(copy);
    await this.#forgetOld();
    return outputs;
  }

  #sizeOf(sides: readonly number[], session: InferenceSession): Size {
    const all = [this.#rows, ...sides.slice(1)];
    return { session, queue: new BatchQueue(this.#rows, (data) => runSession(session, data, all)) };
  }

  async #forgetOld(): Promise<void> {
    if (this.#sizes.size <= KEPT_SIZES) return;
    for (const [key, opening] of [...this.#sizes]) {
      const { session, queue } = await opening;
      if (this.#sizes.size <= KEPT_SIZES) return;
      if (!queue.idle || this.#sizes.get(key) !== opening) continue;
      this.#sizes.delete(key);
      await session.release();
    }
  }
}
