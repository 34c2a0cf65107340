/**
 * The `detect` stage: from photos to faces.
 * @module
 */

import type { DetectOptions } from "./detect_options.ts";
import { analysePhoto } from "./detect_photo.ts";
import { mapOrdered } from "./ordered.ts";
import { photoLoad } from "./photo_load.ts";
import { itemFailure, itemOf } from "./protocol.ts";
import type { FaceRecord, Stage } from "./records.ts";

/**
 * A stage that gives every photo its faces: the photo record with `faces` set, followed by its
 * face records, best score first. A photo that cannot be read becomes an error record. Face
 * records that arrive are left out, since the photo's new ones replace them; other records pass.
 *
 * Memory: `window` photos at a time, fewer where they are large. JPEGs are decoded at the size that
 * the detector looks at, and again around their faces; other formats, and progressive JPEGs, whole.
 */
export function detectFaces(options: DetectOptions): Stage {
  return async function* (records) {
    const { window } = options;
    const work = (record: FaceRecord) => analyse(record, options);
    for await (const group of mapOrdered(records, window, work, photoLoad(window))) yield* group;
  };
}

async function analyse(record: FaceRecord, options: DetectOptions): Promise<FaceRecord[]> {
  if (record.kind === "face") return [];
  if (record.kind !== "photo") return [record];
  try {
    const result = await analysePhoto(record, options);
    options.onPhoto?.(result.length - 1);
    return result;
  } catch (error) {
    options.onPhoto?.(0);
    return [itemFailure("detect", error, itemOf(record))];
  }
}
