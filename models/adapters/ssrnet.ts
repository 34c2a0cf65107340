/**
 * SSR-Net for age or gender: reads 64 × 64 pixels of a square around the face. Rough estimates.
 * @module
 */
import {
  type Box,
  cropImage,
  fillPlanes,
  type Normalisation,
  type RgbImage,
  squareBox,
  ssrValue,
} from "../../core/mod.ts";
import type { LoadedNetwork } from "../pack.ts";
import { openSession } from "../session.ts";
import type { Estimator } from "./adapter.ts";

const SIDE = 64;
/** Side of the square, relative to the longer side of the box. */
const SQUARE = 1.2;
/** Means and deviations of ImageNet, in the order of the network's planes. */
const INPUT: Normalisation = {
  channels: "bgr",
  mean: [123.675, 116.28, 103.53],
  scale: [58.395, 57.12, 57.375],
};
const STAGES = [1, 2, 3] as const;
const OUTPUTS = new Map(
  STAGES.flatMap((stage) => [
    [`prob_stage_${stage}`, 3],
    [`index_offset_stage${stage}`, 3],
    [`stage${stage}_delta_k`, 1],
  ]),
);

/** Ages are estimated relative to this many years. */
const AGE_RANGE = 101;
/** Where the two genders part best on faces of known people: values below it are mostly women. */
const MALE_FROM = 0.74;

type Estimate = (image: RgbImage, box: Box) => Promise<number>;

async function openSsrnet(network: LoadedNetwork): Promise<Estimate> {
  const dims = [1, 3, SIDE, SIDE];
  const session = await openSession(network, { input: dims, outputs: OUTPUTS });
  const planes = new Float32Array(3 * SIDE * SIDE);
  return async (image, box) => {
    fillPlanes(planes, SIDE, SIDE, cropImage(image, squareBox(box, SQUARE), SIDE, SIDE), INPUT);
    const outputs = await session.run(planes, dims);
    return ssrValue(
      STAGES.map((stage) => ({
        probabilities: outputs.get(`prob_stage_${stage}`)!,
        offsets: outputs.get(`index_offset_stage${stage}`)!,
        stretch: outputs.get(`stage${stage}_delta_k`)![0]!,
      })),
    );
  };
}

/** Opens an SSR-Net that estimates age. */
export async function openSsrnetAge(network: LoadedNetwork): Promise<Estimator> {
  const estimate = await openSsrnet(network);
  return {
    estimate: async (image, box) => ({ age: (await estimate(image, box)) * AGE_RANGE }),
  };
}

/** Opens an SSR-Net that estimates gender. */
export async function openSsrnetGender(network: LoadedNetwork): Promise<Estimator> {
  const estimate = await openSsrnet(network);
  return {
    async estimate(image, box) {
      const genderScore = Math.min(Math.max(await estimate(image, box), 0), 1);
      return { gender: genderScore > MALE_FROM ? "male" : "female", genderScore };
    },
  };
}
