/** @module Whether a network computes the same in another form: what counts as the same, and what shows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withInputShape } from "../../models/onnx/input_shape.ts";
import { difference, expect, isSame, isSameElsewhere } from "../../models/proof.ts";
import { createSession } from "../../models/runtime.ts";
import { meansModel, onnxModel, type Step } from "../tools/onnx_model.ts";

const SIDES = [1, 3, 4, 4];

/** A network that does something to its pictures before it takes the means of their planes. */
function meansAfter(...steps: Step[]): Uint8Array {
  return onnxModel(
    { name: "data", sides: SIDES },
    [
      ...steps,
      { operator: "GlobalAveragePool", inputs: [steps.at(-1)?.output ?? "data"], output: "means" },
      { operator: "Flatten", inputs: ["means"], output: "fc1" },
    ],
    [{ name: "fc1", sides: [1, 3] }],
  );
}

/** How much a model, made to take several pictures, differs from another that takes one. */
async function compared(original: Uint8Array, other: Uint8Array, rows: number): Promise<number> {
  const expectation = await expect(await createSession(original), SIDES);
  const session = await createSession(withInputShape(other, [rows, ...SIDES.slice(1)]));
  return difference(session, rows, expectation);
}

test("a network that treats pictures one by one is the same in every batch", async () => {
  for (const rows of [1, 2, 5]) assert.ok(isSame(await compared(meansModel(4, 4), meansModel(4, 4), rows)));
});

test("a network that mixes the pictures of a batch shows", async () => {
  const mixing = meansAfter(
    { operator: "ReduceMean", inputs: ["data"], output: "all" },
    { operator: "Sub", inputs: ["data", "all"], output: "centred" },
  );
  assert.ok(isSame(await compared(mixing, mixing, 1)));
  assert.ok(!isSameElsewhere(await compared(mixing, mixing, 2)));
});

test("a device that computes something else shows", async () => {
  const other = meansAfter({ operator: "Abs", inputs: ["data"], output: "positive" });
  assert.ok(!isSameElsewhere(await compared(meansModel(4, 4), other, 2)));
});

test("a difference that is no number is none of rounding", () => {
  assert.ok(!isSame(Number.NaN) && !isSameElsewhere(Number.NaN));
});
