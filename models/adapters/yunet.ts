/**
 * YuNet: reads BGR pictures whose sides are multiples of 32, three strides.
 * @module
 */
import { decodeYunet, fillPlanes, type Normalisation } from "../../core/mod.ts";
import type { LoadedNetwork } from "../pack.ts";
import { openSession } from "../session.ts";
import type { Detector, DetectorOptions } from "./adapter.ts";
import { detectInPasses, type PassNetwork, sizeOfPass } from "./passes.ts";

const DEFAULT_INPUT: Normalisation = { channels: "bgr", mean: 0, scale: 1 };
const OWN_MIN_SCORE = 0.6;
const PASSES = { sureSide: 64, maxIou: 0.4 };
const STRIDES = [8, 16, 32] as const;
const OUTPUTS = new Map(
  STRIDES.flatMap((stride) => [
    [`cls_${stride}`, 1],
    [`obj_${stride}`, 1],
    [`bbox_${stride}`, 4],
    [`kps_${stride}`, 10],
  ]),
);

/** Opens a YuNet detector. */
export async function openYunet(network: LoadedNetwork, options: DetectorOptions = {}): Promise<Detector> {
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
        const outputs = await session.run(planes, [1, 3, height, width]);
        return STRIDES.flatMap((stride) => {
          const head = {
            stride,
            classes: outputs.get(`cls_${stride}`)!,
            objects: outputs.get(`obj_${stride}`)!,
            boxes: outputs.get(`bbox_${stride}`)!,
            points: outputs.get(`kps_${stride}`)!,
          };
          return decodeYunet(head, width, floor);
        });
      };
      return detectInPasses(image, { size, find, concurrent: session.concurrent }, { ...PASSES, minScore });
    },
  };
}
