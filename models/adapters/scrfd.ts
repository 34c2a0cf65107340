/**
 * SCRFD: reads pictures of any size (a multiple of 32), three strides with two anchors each.
 * @module
 */
import { decodeScrfd, fillPlanes, type Normalisation } from "../../core/mod.ts";
import type { LoadedNetwork } from "../pack.ts";
import { openSession } from "../session.ts";
import type { Detector, DetectorOptions } from "./adapter.ts";
import { detectInPasses, type PassNetwork, sizeOfPass } from "./passes.ts";

const DEFAULT_INPUT: Normalisation = { channels: "rgb", mean: 127.5, scale: 128 };
const OWN_MIN_SCORE = 0.5;
const PASSES = { sureSide: 64, maxIou: 0.4 };
const STRIDES = [8, 16, 32] as const;
/** Values a row: scores, boxes and points of the three strides. */
const OUTPUTS = [1, 1, 1, 4, 4, 4, 10, 10, 10];

/** Opens an SCRFD detector that reports landmarks. */
export async function openScrfd(network: LoadedNetwork, options: DetectorOptions = {}): Promise<Detector> {
  const minScore = Math.min(options.minScore ?? 1, OWN_MIN_SCORE);
  const session = await openSession(network, { input: [1, 3, null, null], outputs: OUTPUTS });
  const input = network.spec.input ?? DEFAULT_INPUT;
  let planes = new Float32Array(0);
  return {
    detect(image) {
      const size = sizeOfPass(session, image);
      const [width, height] = size;
      const length = 3 * width * height;
      if (planes.length !== length) planes = new Float32Array(length);
      const find: PassNetwork["find"] = async (part, x, y, floor) => {
        fillPlanes(planes, width, height, part, input, { x, y });
        const outputs = [...(await session.run(planes, [1, 3, height, width])).values()];
        return STRIDES.flatMap((stride, i) => {
          const [scores, boxes, points] = [outputs[i]!, outputs[i + 3]!, outputs[i + 6]!];
          return decodeScrfd({ stride, scores, boxes, points }, width, floor);
        });
      };
      return detectInPasses(image, { size, find, concurrent: session.concurrent }, { ...PASSES, minScore });
    },
  };
}
