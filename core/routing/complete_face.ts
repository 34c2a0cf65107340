/**
 * What plugins asked for, computed for one face.
 * @module
 */
import type { FaceEmbedder, FeatureModel, PhotoReader } from "../analysis.ts";
import { embedFaces } from "../embed.ts";
import { type ErrorCode, FacepipeError } from "../errors.ts";
import { estimateFaces } from "../estimate_faces.ts";
import type { Box } from "../fields.ts";
import { PhotoPixels } from "../photo_pixels.ts";
import type { Face, FaceRecord, Photo } from "../records.ts";
import type { PluginFeature } from "./plugin.ts";

/** The networks that {@linkcode completeFace} asks. */
export interface FaceEngine {
  readonly reader: PhotoReader;
  readonly embedder?: FaceEmbedder;
  readonly features?: { readonly model: FeatureModel };
}

/** What the plugins want and the record does not have yet. */
export function missingIn(face: Face, wanted: ReadonlySet<PluginFeature>): PluginFeature[] {
  const has = (feature: PluginFeature) =>
    feature === "facen" ? face.embedding !== undefined : face.features?.[feature] !== undefined;
  return [...wanted].filter((feature) => !has(feature)).sort();
}

/**
 * The face with what is missing. The vector is made of the crop where the face has one, else of the
 * photo; estimates are made of the photo, else of the crop.
 *
 * @param photo Bytes of the photo's file, where they are there.
 * @throws FacepipeError EXTRACTION_ERROR where the face has neither, or they cannot be read.
 */
export async function completeFace(
  face: Face,
  missing: readonly PluginFeature[],
  photo: Uint8Array | undefined,
  engine: FaceEngine,
): Promise<Face> {
  const wanted = missing.filter((feature) => feature !== "facen");
  const [vector, features] = await Promise.all([
    missing.includes("facen") && engine.embedder ? vectorOf(face, photo, engine, engine.embedder) : {},
    wanted.length > 0 && engine.features
      ? estimatesOf(face, photo, engine.reader, { ...engine.features, wanted })
      : undefined,
  ]);
  return { ...face, ...vector, ...(features && { features: { ...face.features, ...features } }) };
}

async function vectorOf(
  face: Face,
  bytes: Uint8Array | undefined,
  { reader }: FaceEngine,
  embedder: FaceEmbedder,
): Promise<Pick<Face, "embedder" | "embedding">> {
  const source = photoOf(face, bytes);
  const one = (async function* (): AsyncIterable<FaceRecord> {
    if (source) yield source;
    yield { ...face, ...(source && { path: source.path }) };
  })();
  for await (const record of embedFaces({ reader, embedder, window: 1 })(one)) {
    if (record.kind === "error") throw new FacepipeError(record.code as ErrorCode, record.reason);
    if (record.kind === "face") return { embedder: record.embedder!, embedding: record.embedding! };
  }
  return {};
}

async function estimatesOf(
  face: Face,
  bytes: Uint8Array | undefined,
  reader: PhotoReader,
  features: Parameters<typeof estimateFaces>[2],
) {
  const { bbox, crop, faceId } = face;
  const photo = bbox && photoOf(face, bytes);
  const source = photo ?? (crop && { kind: "photo" as const, path: "crop", bytes: crop });
  if (!source)
    throw new FacepipeError("EXTRACTION_ERROR", `Cannot look at face ${faceId}: it has no photo and no crop`);
  const pixels = new PhotoPixels(await reader.open(source));
  const box: Box = photo ? bbox! : [0, 0, pixels.width, pixels.height];
  const [estimates] = await estimateFaces(pixels, [box], features);
  return estimates;
}

function photoOf({ path = "photo", sha256 }: Face, bytes: Uint8Array | undefined): Photo | undefined {
  return bytes && { kind: "photo", path, bytes, ...(sha256 !== undefined && { sha256 }) };
}
