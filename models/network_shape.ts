/**
 * What an adapter expects of a model file, checked when it is opened, so that a wrong file is
 * named then and not by some error in the middle of a run.
 * @module
 */
import type { InferenceSession } from "onnxruntime-node";
import { modelError } from "../core/mod.ts";
import type { NetworkSpec } from "./pack.ts";

/** Sides of a tensor; `null` where any will do. */
export type Sides = readonly (number | null)[];

/** Inputs and outputs that an adapter can work with. */
export interface NetworkShape {
  /** Sides of the one input. */
  readonly input: Sides;
  /** Last side of each output, by name, or in order where names differ between files. */
  readonly outputs: ReadonlyMap<string, number | null> | readonly (number | null)[];
}

/** Sides as reported by ONNX Runtime: numbers, or names where they are free. */
type Reported = readonly (number | string)[];

function sidesOf(metadata: InferenceSession.ValueMetadata | undefined): Reported | undefined {
  return metadata?.isTensor && metadata.type === "float32" ? metadata.shape : undefined;
}

function fits(expected: number | null, found: number | string | undefined): boolean {
  return expected === null || typeof found !== "number" || found === expected;
}

function inputFits(expected: Sides, found: Reported | undefined): boolean {
  return found?.length === expected.length && expected.every((side, i) => fits(side, found[i]));
}

function outputFits(expected: number | null, found: Reported | undefined): boolean {
  return found !== undefined && fits(expected, found.at(-1));
}

function outputsFit(expected: NetworkShape["outputs"], session: InferenceSession): boolean {
  const found = session.outputMetadata;
  if ("length" in expected) {
    return (
      found.length === expected.length && expected.every((last, i) => outputFits(last, sidesOf(found[i])))
    );
  }
  return [...expected].every(([name, last]) =>
    outputFits(last, sidesOf(found.find((output) => output.name === name))),
  );
}

function describe(sides: readonly (number | string | null)[] | undefined): string {
  if (sides === undefined) return "something else than float32 numbers";
  return sides.map((side) => (typeof side === "number" ? side : "any")).join(" × ");
}

function describeOutputs(expected: NetworkShape["outputs"]): string {
  if (!("length" in expected)) return `outputs ${[...expected.keys()].join(", ")}`;
  return `${expected.length} outputs with ${expected.map((last) => last ?? "any number of").join(", ")} values a row`;
}

/**
 * Throws unless a session has the inputs and outputs that its adapter needs.
 *
 * @throws FacepipeError with exit code 5 that names the file, what was expected and what was found.
 */
export function assertShape(spec: NetworkSpec, session: InferenceSession, shape: NetworkShape): void {
  const input = sidesOf(session.inputMetadata[0]);
  if (
    session.inputNames.length === 1 &&
    inputFits(shape.input, input) &&
    outputsFit(shape.outputs, session)
  ) {
    return;
  }
  const expected = `expected one input of ${describe(shape.input)} and ${describeOutputs(shape.outputs)}`;
  const outputs = session.outputMetadata.map((output) => `${output.name} (${describe(sidesOf(output))})`);
  throw modelError(
    `Cannot use model ${spec.file} as ${spec.family}: ${expected}, found input ${describe(input)} and outputs ${outputs.join(", ")}`,
    "MALFORMED_REQUEST",
  );
}
