/**
 * All that `detect` does with one photo: find, measure, select, embed.
 * @module
 */
import type { AlignedFace, DetectedFace, OpenPhoto } from "./analysis.ts";
import { boxArea, clipBox } from "./boxes.ts";
import type { DetectOptions } from "./detect_options.ts";
import { embedEach, withVector } from "./embed.ts";
import { estimateFaces } from "./estimate_faces.ts";
import { facesOnce } from "./face_cache.ts";
import type { Box, Point } from "./fields.ts";
import { type MeasuredFace, measureFaces } from "./measure_faces.ts";
import { bySurest } from "./nms.ts";
import { PhotoPixels, roundTo } from "./photo_pixels.ts";
import type { Face, FaceRecord, Failure, Photo } from "./records.ts";
import { selectFaces } from "./select_faces.ts";
import { inAllTurns } from "./turns.ts";

/** Number of hex digits of the photo's hash in a face id. */
const ID_DIGITS = 16;

/** The photo's record and those of its faces; a face that cannot be measured or embedded gets an error record. */
export async function analysePhoto(photo: Photo, options: DetectOptions): Promise<FaceRecord[]> {
  // Opened in any case: a photo that is gone or has changed is not answered from a cache.
  const open = await options.reader.open(photo);
  const results = await facesOnce(open.record, options.cache, () => findAndComplete(open, options));
  const record: Photo = { ...open.record, faces: results.filter(({ kind }) => kind === "face").length };
  // The photo itself is not passed on once it was looked at, unless a later stage has to.
  if (options.embedder) delete record.bytes;
  return [record, ...results];
}

/** The kept faces of a photo, complete, and what failed. */
async function findAndComplete(open: OpenPhoto, options: DetectOptions): Promise<(Face | Failure)[]> {
  const pixels = new PhotoPixels(open);
  const found = options.normalized ? [wholePicture(pixels)] : await findFaces(pixels, options);
  const records = faceRecords(open, found, options);
  const { candidates, failures } = await measureFaces(pixels, records, options);
  const faces = candidates.map(({ face }) => face);
  const kept = selectFaces(faces, options.filters, options.keepFiltered ?? false);
  const images = new Map(candidates.map(({ face, image }) => [face.faceId, image]));
  const aligned = kept.map((face) => ({ face, image: images.get(face.faceId)! }));
  return [...(await complete(pixels, aligned, options)), ...failures];
}

/** The faces of the photo, in pixels of the full photo. */
async function findFaces(pixels: PhotoPixels, options: DetectOptions): Promise<DetectedFace[]> {
  const { detector } = options;
  const image = await (detector.inputSize ? pixels.fitting(detector.inputSize) : pixels.working());
  const found = await (options.autorotate ? inAllTurns(detector) : detector).get(image);
  const [sx, sy] = [pixels.width / image.width, pixels.height / image.height];
  return found.map((face) => scaled(face, sx, sy));
}

function scaled(face: DetectedFace, sx: number, sy: number): DetectedFace {
  const [x1, y1, x2, y2] = face.bbox;
  const bbox: Box = [x1 * sx, y1 * sy, x2 * sx, y2 * sy];
  if (!face.landmarks) return { ...face, bbox };
  return { ...face, bbox, landmarks: face.landmarks.map(([x, y]): Point => [x * sx, y * sy]) };
}

/** The one face of a photo that is an aligned face already; without landmarks it is taken as it is. */
function wholePicture({ width, height }: PhotoPixels): DetectedFace {
  return { bbox: [0, 0, width, height], detScore: 1 };
}

/** Records of the faces found, best score first; the order gives each its index and so its id. */
function faceRecords(
  open: OpenPhoto,
  found: readonly DetectedFace[],
  options: DetectOptions,
): MeasuredFace[] {
  const { path, sha256 = "", width = 0, height = 0 } = open.record;
  const inside = found.flatMap((face) => {
    const bbox = clipBox(face.bbox, width, height).map((v) => roundTo(v, 2)) as Box;
    return boxArea(bbox) > 0 ? [{ ...face, bbox }] : [];
  });
  return inside.sort(bySurest).map((face, index): MeasuredFace => {
    const { bbox } = face;
    return {
      kind: "face",
      faceId: `${sha256.slice(0, ID_DIGITS)}-${index}`,
      path,
      sha256,
      bbox,
      ...(face.landmarks
        ? { landmarks: face.landmarks.map(([x, y]): Point => [roundTo(x, 2), roundTo(y, 2)]) }
        : {}),
      score: roundTo(face.detScore, 4),
      blur: 0,
      faceRatio: roundTo(boxArea(bbox) / (width * height), 6),
      detector: options.detector.id,
      ...(face.embedding ? { embedder: options.detector.id, embedding: face.embedding } : {}),
    };
  });
}

/** Adds what was asked for to the faces that are kept. */
async function complete(
  pixels: PhotoPixels,
  aligned: readonly AlignedFace[],
  options: DetectOptions,
): Promise<(Face | Failure)[]> {
  if (aligned.length === 0) return [];
  const { embedder, features, reader, crops, detector } = options;
  const withoutVector = aligned.filter(({ face }) => !face.embedding);
  const [embedded, estimates, pngs] = await Promise.all([
    embedder ? embedEach("detect", embedder, withoutVector) : [],
    features
      ? estimateFaces(
          pixels,
          aligned.map(({ face }) => face.bbox!),
          features,
        )
      : undefined,
    crops ? Promise.all(aligned.map(({ image }) => reader.encodeCrop(image))) : undefined,
  ]);
  const results = new Map(embedded.map((result) => [result.faceId, result]));
  return aligned.map(({ face }, i) => {
    const own = face.embedding && withVector("detect", face, detector.id, face.embedding);
    const result = { ...(own ?? results.get(face.faceId) ?? face) };
    if (result.kind === "error") return result;
    if (estimates?.[i]) result.features = estimates[i];
    if (pngs?.[i]) result.crop = pngs[i];
    return result;
  });
}
