/**
 * Estimates of age, gender and emotions for faces of an open photo.
 * @module
 */
import type { Feature, FeatureModel } from "./analysis.ts";
import type { Box, Json } from "./fields.ts";
import type { PhotoPixels } from "./photo_pixels.ts";

/**
 * One object for each box.
 *
 * @param boxes In pixels of the full photo.
 */
export async function estimateFaces(
  pixels: PhotoPixels,
  boxes: readonly Box[],
  { model, wanted }: { readonly model: FeatureModel; readonly wanted: readonly Feature[] },
): Promise<{ [key: string]: Json }[]> {
  const image = await pixels.working();
  const [sx, sy] = [image.width / pixels.width, image.height / pixels.height];
  const inside = boxes.map(([x1, y1, x2, y2]): Box => [x1 * sx, y1 * sy, x2 * sx, y2 * sy]);
  return model.estimate(image, inside, wanted);
}
