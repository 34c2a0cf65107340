/**
 * A network of 68 landmarks: reads the grey picture inside the detector's box.
 * @module
 */
import { cropImage, fiveOf68, lumaOf, type Point } from "../../core/mod.ts";
import type { LoadedNetwork } from "../pack.ts";
import { openSession } from "../session.ts";
import type { LandmarkFinder } from "./adapter.ts";

const SIDE = 64;
const LEVELS = 256;

/** Opens a network of 68 landmarks. */
export async function openLandmarks68(network: LoadedNetwork): Promise<LandmarkFinder> {
  const session = await openSession(network, { input: [1, 1, SIDE, SIDE], outputs: [136] });
  const input = new Float32Array(SIDE * SIDE);
  return {
    async locate(image, box) {
      const { data } = cropImage(image, box, SIDE, SIDE);
      for (let i = 0, at = 0; i < input.length; i++, at += 3) {
        input[i] = lumaOf(data[at]!, data[at + 1]!, data[at + 2]!) / LEVELS;
      }
      const [values] = [...(await session.run(input, [1, 1, SIDE, SIDE])).values()];
      const points = Array.from({ length: 68 }, (_, i): Point => {
        return [
          box[0] + values![2 * i]! * (box[2] - box[0]),
          box[1] + values![2 * i + 1]! * (box[3] - box[1]),
        ];
      });
      return fiveOf68(points);
    },
  };
}
