/**
 * Runs a tiny network on WebGPU, on many pictures of many sizes at once, and prints what it gives
 * of each and what it should: the means of the picture's planes.
 * @module
 */
import { openSession } from "../../models/session.ts";
import { networkOf } from "./networks.ts";
import { onnxModel } from "./onnx_model.ts";

/** More sizes than sessions are kept for, then the first again. */
const SIDES = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9];
const PICTURES = 3;

const means = onnxModel(
  { name: "data", sides: [1, 3, 0, 0] },
  [
    { operator: "GlobalAveragePool", inputs: ["data"], output: "means" },
    { operator: "Flatten", inputs: ["means"], output: "fc1" },
  ],
  [{ name: "fc1", sides: [1, 3] }],
);

const network = {
  ...networkOf("means.onnx", means, "scrfd"),
  device: { provider: "webgpu", batchSize: 2 },
} as const;
const session = await openSession(network, { input: [1, 3, null, null], outputs: [3] });
const shared = new Float32Array(3 * 15 * 15);

const runs = SIDES.flatMap((side, turn) =>
  Array.from({ length: PICTURES }, async (_, picture) => {
    // The same memory for every run, as adapters have it.
    const planes = shared.subarray(0, 3 * side * side);
    const levels = [0, 1, 2].map((plane) => turn + picture / 8 + plane / 64);
    for (const [plane, level] of levels.entries())
      planes.fill(level, plane * side ** 2, (plane + 1) * side ** 2);
    const outputs = await session.run(planes, [1, 3, side, side]);
    return { levels, found: [...outputs.get("fc1")!] };
  }),
);
process.stdout.write(JSON.stringify(await Promise.all(runs)));
