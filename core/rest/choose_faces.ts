/**
 * Which faces of a photo are meant, where it has several.
 * @module
 */
import { boxArea, iou } from "../boxes.ts";
import { FacepipeError } from "../errors.ts";
import type { Box } from "../fields.ts";
import { choice } from "../http/param_kinds.ts";
import { badParam, withDefault } from "../http/params.ts";
import { DetailedError } from "../http/status.ts";
import type { Face } from "../records.ts";
import { restBox } from "./boxes.ts";

/** A face that was found, with its box. */
export type FoundFace = Face & Required<Pick<Face, "bbox">>;

/** What to do with several faces: take the largest, take all, or refuse the photo. */
export const MF_SELECTOR = withDefault(
  choice("What to do with a photo of several faces", ["biggest", "all", "reject"]),
  "biggest" as const,
);

/** A selector. */
export type Selector = "biggest" | "all" | "reject";

/** Boxes that overlap less than this (intersection over union) are not around one face. */
const LEAST_OVERLAP = 0.3;

/**
 * The faces that are meant.
 *
 * @param photo Name of the photo's parameter, for errors.
 * @param at Box around the one that is meant, and the name of its parameter.
 * @throws FacepipeError EXTRACTION_ERROR where there is no face; BAD_PARAM where there is none in the box, or
 * too many.
 */
export function chooseFaces(
  found: readonly Face[],
  selector: Selector,
  photo: string,
  at?: { readonly box: Box; readonly param: string },
): FoundFace[] {
  const faces = found.filter((face): face is FoundFace => face.bbox !== undefined);
  if (faces.length === 0)
    throw new FacepipeError("EXTRACTION_ERROR", `Cannot use ${photo}: no face was found in it`, {
      param: photo,
    });
  if (at) return [faceAt(faces, at.box, at.param)];
  if (selector === "all") return faces;
  if (selector === "reject" && faces.length > 1) throw tooMany(faces, photo);
  return [faces.reduce((best, face) => (boxArea(face.bbox) > boxArea(best.bbox) ? face : best))];
}

/** A photo has several faces where one was wanted; the answer lists them. */
function tooMany(faces: readonly FoundFace[], param: string): FacepipeError {
  const boxes = faces.map(({ bbox }) => restBox(bbox));
  return new DetailedError({ faces: boxes }, "BAD_PARAM", `Too many faces: ${faces.length}`, { param });
}

function faceAt(faces: readonly FoundFace[], box: Box, param: string): FoundFace {
  const best = faces.reduce((a, b) => (iou(b.bbox, box) > iou(a.bbox, box) ? b : a));
  if (iou(best.bbox, box) >= LEAST_OVERLAP) return best;
  throw badParam(param, box.join(","), "no face was found there");
}
