/**
 * Cuts faces out of their photo and measures how sharp they are.
 * @module
 */
import type { AlignedFace } from "./analysis.ts";
import type { DetectOptions } from "./detect_options.ts";
import { FacepipeError } from "./errors.ts";
import { type PhotoPixels, roundTo } from "./photo_pixels.ts";
import { greyOf } from "./planes.ts";
import { itemFailure, itemOf } from "./protocol.ts";
import type { Face, Failure } from "./records.ts";
import { rejectingFilter } from "./select_faces.ts";
import { varianceOfLaplacian } from "./sharpness.ts";

/** A face with all that the filters look at. */
export type MeasuredFace = Face & Required<Pick<Face, "bbox" | "score" | "faceRatio" | "blur">>;

/** A measured face and its aligned picture. */
export type Candidate = { readonly face: MeasuredFace; readonly image: AlignedFace["image"] };

/** What came of the faces of a photo, in their order. */
interface Measured {
  readonly candidates: Candidate[];
  /** Of faces that cannot be cut out. */
  readonly failures: Failure[];
}

/**
 * Measures the faces that may be kept. Those that a filter rejects which needs no pixels are left
 * out, unless `keepFiltered` keeps them, or no other passes and they may be elected.
 *
 * @param faces All faces of the photo, `blur` not measured yet.
 */
export async function measureFaces(
  pixels: PhotoPixels,
  faces: readonly MeasuredFace[],
  { filters, keepFiltered }: Pick<DetectOptions, "filters" | "keepFiltered">,
): Promise<Measured> {
  const largest = Math.max(0, ...faces.map(({ faceRatio }) => faceRatio));
  const passes = (face: MeasuredFace) => rejectingFilter(face, filters, largest) === undefined;
  const hopeful = faces.filter((face) => passes({ ...face, blur: Number.POSITIVE_INFINITY }));
  if (keepFiltered || hopeful.length === faces.length) return measureAll(pixels, faces);
  const measured = await measureAll(pixels, hopeful);
  if (measured.candidates.some(({ face }) => passes(face))) return measured;
  return measureAll(pixels, faces);
}

async function measureAll(pixels: PhotoPixels, faces: readonly MeasuredFace[]): Promise<Measured> {
  pixels.expect(faces);
  const results = await Promise.all(faces.map((face) => measure(pixels, face)));
  return {
    candidates: results.filter((result): result is Candidate => "image" in result),
    failures: results.filter((result): result is Failure => !("image" in result)),
  };
}

async function measure(pixels: PhotoPixels, face: MeasuredFace): Promise<Candidate | Failure> {
  try {
    const { image } = await pixels.aligned(face);
    const blur = varianceOfLaplacian(greyOf(image), image.width, image.height);
    return { face: { ...face, blur: roundTo(blur, 2) }, image };
  } catch (error) {
    // A photo that cannot be decoded has no faces at all.
    if (!(error instanceof FacepipeError) || error.param !== "landmarks") throw error;
    return itemFailure("detect", error, itemOf(face));
  }
}
