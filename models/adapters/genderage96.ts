/**
 * InsightFace's gender and age: reads 96 × 96 pixels of a square around the face. Rough estimates.
 * @module
 */
import { cropImage, decodeGenderAge, fillPlanes, type Normalisation, squareBox } from "../../core/mod.ts";
import type { LoadedNetwork } from "../pack.ts";
import { openSession } from "../session.ts";
import type { Estimator } from "./adapter.ts";

const SIDE = 96;
/** Side of the square, relative to the longer side of the box. */
const SQUARE = 1.5;
const DEFAULT_INPUT: Normalisation = { channels: "rgb", mean: 0, scale: 1 };

/** Opens a network of gender and age. */
export async function openGenderage96(network: LoadedNetwork): Promise<Estimator> {
  const dims = [1, 3, SIDE, SIDE];
  const session = await openSession(network, { input: dims, outputs: [3] });
  const planes = new Float32Array(3 * SIDE * SIDE);
  const input = network.spec.input ?? DEFAULT_INPUT;
  return {
    async estimate(image, box) {
      fillPlanes(planes, SIDE, SIDE, cropImage(image, squareBox(box, SQUARE), SIDE, SIDE), input);
      const [values] = [...(await session.run(planes, dims)).values()];
      return { ...decodeGenderAge(values!) };
    },
  };
}
