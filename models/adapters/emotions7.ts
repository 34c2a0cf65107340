/**
 * A network of seven emotions: reads 224 × 224 pixels of the face in grey. Rough estimates.
 * @module
 */
import { cropImage, lumaOf, softmax, squareBox } from "../../core/mod.ts";
import type { LoadedNetwork } from "../pack.ts";
import { openSession } from "../session.ts";
import type { Estimator } from "./adapter.ts";

const SIDE = 224;
/** Side of the square, relative to the longer side of the box. */
const SQUARE = 1;
const EMOTIONS = ["angry", "disgusted", "fearful", "happy", "sad", "surprised", "neutral"] as const;

/** Opens a network of seven emotions. */
export async function openEmotions7(network: LoadedNetwork): Promise<Estimator> {
  const dims = [1, 3, SIDE, SIDE];
  const session = await openSession(network, { input: dims, outputs: [EMOTIONS.length] });
  const planes = new Float32Array(3 * SIDE * SIDE);
  return {
    async estimate(image, box) {
      const { data } = cropImage(image, squareBox(box, SQUARE), SIDE, SIDE);
      for (let i = 0, at = 0; i < SIDE * SIDE; i++, at += 3) {
        planes[i] = lumaOf(data[at]!, data[at + 1]!, data[at + 2]!) / 255;
      }
      // The network reads three channels but was trained on grey; in colour nearly all look happy.
      planes.copyWithin(SIDE * SIDE, 0, SIDE * SIDE);
      planes.copyWithin(2 * SIDE * SIDE, 0, SIDE * SIDE);
      const [logits] = [...(await session.run(planes, dims)).values()];
      const probabilities = softmax(logits!);
      return { emotions: Object.fromEntries(EMOTIONS.map((name, i) => [name, probabilities[i]!])) };
    },
  };
}
