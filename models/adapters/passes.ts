/**
 * Detection with networks that read pictures of one small size only: a pass over the whole
 * picture, scaled to fit, and one over each of the overlapping tiles that cover it at full size.
 * @module
 */
import {
  type Box,
  boxArea,
  bySurest,
  type DetectedFace,
  fitImage,
  iou,
  layTiles,
  type Point,
  placeBox,
  type RgbImage,
  sharedArea,
} from "../../core/mod.ts";
import { mapRuns } from "../runs.ts";
import type { Session } from "../session.ts";

/** A network that looks at one part of a picture at a time. */
export interface PassNetwork {
  /** Size of its input. */
  readonly size: readonly [width: number, height: number];
  /** True where it can look at several parts at once. */
  readonly concurrent?: boolean;
  /**
   * Faces with at least `minScore` in the part of the picture that begins at `x`, `y` and is as
   * large as the input, in pixels of that part; overlapping ones too. What lies outside the
   * picture is black.
   */
  find(image: RgbImage, x: number, y: number, minScore: number): Promise<DetectedFace[]>;
}

/** How passes are laid out and merged. */
export interface PassOptions {
  /** Least score of a face, 0 to 1. */
  readonly minScore: number;
  /**
   * Side of the smallest face in pixels that the network never misses. Larger ones are left to the
   * pass over the whole picture, because tiles take ears and elbows for large faces.
   */
  readonly sureSide: number;
  /** Boxes that overlap by more than this (intersection over union) are one face. */
  readonly maxIou: number;
}

/** A face and the part of the picture that the pass saw it in. */
interface Sighting {
  readonly face: DetectedFace;
  readonly view: Box;
  /** Whether the box ends where the view does, but not the picture. */
  readonly cut: boolean;
}

/** A picture has to be larger than the input by this factor for tiles to show more than one pass does. */
const WORTH_TILES = 1.25;

/** A box this close to an inner edge of its tile, in shares of its longer side, may be cut off there. */
const CUT_MARGIN = 0.1;

/** A box that lies by more than this share in a face that its tile shows only in part is no face of its own. */
const PART_SHARE = 0.5;

/**
 * A face of this side in pixels leaves at least a hint in the pass over the whole picture: a box
 * of this score that overlaps it by this much (intersection over union). What tiles alone take for
 * a face that large is mostly a hand.
 */
const HINT = { side: 12, score: 0.2, iou: 0.25 };

/** Finds the faces of a picture in passes, the surest first. Small pictures are not enlarged. */
export async function detectInPasses(
  image: RgbImage,
  network: PassNetwork,
  options: PassOptions,
): Promise<DetectedFace[]> {
  const { width, height } = image;
  const { minScore, maxIou } = options;
  const fits = width <= network.size[0] && height <= network.size[1];
  const { image: fitted, shrink } = fits ? { image, shrink: 1 } : fitImage(image, ...network.size);
  const tiled = shrink > WORTH_TILES;
  const hints = await network.find(fitted, 0, 0, tiled ? Math.min(minScore, HINT.score) : minScore);
  const seen = hints.map((face): Sighting => {
    return { face: placeFace(face, shrink, 0, 0), view: [0, 0, width, height], cut: false };
  });
  const whole = seen.filter(({ face }) => face.detScore >= minScore);
  if (!tiled) return mergeSightings(whole, maxIou);
  return mergeSightings([...whole, ...(await lookAtTiles(image, network, options, shrink, seen))], maxIou);
}

/** What the tiles show of the faces that are their business: the small ones. */
async function lookAtTiles(
  image: RgbImage,
  network: PassNetwork,
  { minScore, sureSide }: PassOptions,
  shrink: number,
  seen: readonly Sighting[],
): Promise<Sighting[]> {
  // Any face that only tiles can find lies whole in one of them.
  const overlap = Math.min(HINT.side * shrink, Math.min(...network.size) / 2);
  const tiles = layTiles([image.width, image.height], network.size, overlap);
  const concurrent = network.concurrent ?? false;
  const all = await mapRuns(tiles, concurrent, ({ x, y }) => network.find(image, x, y, minScore));
  const sightings: Sighting[] = [];
  for (const [i, tile] of tiles.entries()) {
    const view: Box = [tile.x, tile.y, tile.x + tile.width, tile.y + tile.height];
    for (const found of all[i]!) {
      const face = placeFace(found, 1, tile.x, tile.y);
      const side = sideOf(face.bbox) / shrink;
      const hinted = (hint: Sighting): boolean => iou(hint.face.bbox, face.bbox) > HINT.iou;
      if (side > sureSide || (side > HINT.side && !seen.some(hinted))) continue;
      sightings.push({ face, view, cut: isCut(face.bbox, view, image) });
    }
  }
  return sightings;
}

/** The longer side of a box. */
function sideOf(box: Box): number {
  return Math.max(box[2] - box[0], box[3] - box[1]);
}

function placeFace(face: DetectedFace, scale: number, x: number, y: number): DetectedFace {
  const placed: DetectedFace = { ...face, bbox: placeBox(face.bbox, scale, x, y) };
  if (face.landmarks) {
    placed.landmarks = face.landmarks.map((point): Point => [point[0] * scale + x, point[1] * scale + y]);
  }
  return placed;
}

/** Whether a box touches an edge of the view beyond which the picture goes on. */
function isCut(box: Box, view: Box, image: RgbImage): boolean {
  const margin = CUT_MARGIN * sideOf(box);
  return (
    (view[0] > 0 && box[0] < view[0] + margin) ||
    (view[1] > 0 && box[1] < view[1] + margin) ||
    (view[2] < image.width && box[2] > view[2] - margin) ||
    (view[3] < image.height && box[3] > view[3] - margin)
  );
}

/**
 * Non-maximum suppression over all passes, the surest first, cut boxes last: where two boxes are
 * one face, and where a tile takes a part of a face that is larger than the tile for a face.
 */
function mergeSightings(sightings: readonly Sighting[], maxIou: number): DetectedFace[] {
  const kept: DetectedFace[] = [];
  const order = sightings.toSorted((a, b) => Number(a.cut) - Number(b.cut) || bySurest(a.face, b.face));
  for (const sighting of order) {
    const { bbox } = sighting.face;
    const known = kept.some((other) => iou(bbox, other.bbox) > maxIou || isPartOf(sighting, other.bbox));
    if (!known) kept.push(sighting.face);
  }
  return kept.sort(bySurest);
}

/** Whether a sighting lies in a face that its view shows only in part. */
function isPartOf({ face, view, cut }: Sighting, other: Box): boolean {
  if (!cut && boxArea(other) - sharedArea(other, view) < 1) return false;
  return sharedArea(face.bbox, other) > PART_SHARE * boxArea(face.bbox);
}

/** Detectors with three strides halve their input five times. */
const GRID = 32;

/** The input that a network is given for a picture: its own size, or else the picture's, rounded up to multiples of 32. */
export function sizeOfPass(session: Session, image: RgbImage): [width: number, height: number] {
  const [, , height, width] = session.inputDims;
  return [width ?? Math.ceil(image.width / GRID) * GRID, height ?? Math.ceil(image.height / GRID) * GRID];
}
