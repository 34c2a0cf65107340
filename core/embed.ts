/**
 * The `embed` stage: from faces to vectors.
 * @module
 */
import type { AlignedFace, FaceEmbedder, PhotoReader } from "./analysis.ts";
import { FacepipeError } from "./errors.ts";
import { mapOrdered } from "./ordered.ts";
import { photoLoad } from "./photo_load.ts";
import { type BoxedFace, PhotoPixels } from "./photo_pixels.ts";
import { failureOf, itemFailure, itemOf } from "./protocol.ts";
import type { Face, FaceRecord, Failure, Photo, Stage } from "./records.ts";

/** What {@linkcode embedFaces} works with. */
export interface EmbedOptions {
  readonly reader: PhotoReader;
  readonly embedder: FaceEmbedder;
  /** Replace vectors that this very embedder made. */
  readonly force?: boolean;
  /** How many photos may be in work at once, at least 1. */
  readonly window: number;
  /** Told after each photo how many faces it had. */
  readonly onPhoto?: (faces: number) => void;
}

/** Faces of one photo beyond this many are read in several runs, so that memory stays bounded. */
const MAX_RUN = 256;

/** Faces of one photo that follow each other in the stream, with the photo's record if it came before them. */
interface Run {
  readonly photo?: Photo;
  readonly faces: Face[];
}

/**
 * A stage that gives every face an embedding of the given embedder. Faces that have one are left
 * as they are, unless `force`. The face is read from its `crop` if it carries one, else from the
 * photo; a face that cannot be read becomes an error record. Other records pass.
 *
 * Memory: `window` photos at a time, as for `detect`.
 */
export function embedFaces(options: EmbedOptions): Stage {
  return async function* (records) {
    const { window } = options;
    const work = async (item: FaceRecord | Run) =>
      "faces" in item && !("kind" in item) ? embedRun(item, options) : [item as FaceRecord];
    const { limit, weigh } = photoLoad(window);
    const load = {
      limit,
      weigh: (item: FaceRecord | Run) => weigh("kind" in item ? item : (item.photo ?? item.faces[0]!)),
    };
    for await (const group of mapOrdered(runsOf(records), window, work, load)) yield* group;
  };
}

/**
 * The records of aligned faces with their vectors, or error records of those that have none.
 *
 * @param stage Named in the error records.
 */
export async function embedEach(
  stage: string,
  embedder: FaceEmbedder,
  aligned: readonly AlignedFace[],
): Promise<(Face | Failure)[]> {
  if (aligned.length === 0) return [];
  try {
    const vectors = await embedder.embed(aligned);
    return aligned.map(({ face }, i) => withVector(stage, face, embedder.id, vectors[i]));
  } catch (error) {
    // One of them may have spoilt it for all.
    if (aligned.length > 1)
      return (await Promise.all(aligned.map((one) => embedEach(stage, embedder, [one])))).flat();
    return [itemFailure(stage, error, itemOf(aligned[0]!.face))];
  }
}

/** The face with a vector scaled to unit length, or an error record where it cannot be. */
export function withVector(
  stage: string,
  face: Face,
  embedder: string,
  vector?: Float32Array,
): Face | Failure {
  const norm = vector ? Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0)) : Number.NaN;
  if (vector && Number.isFinite(norm) && norm > 0) {
    return { ...face, embedder, embedding: vector.map((v) => v / norm) };
  }
  const message = `Cannot embed face ${face.faceId}: the model gives no usable vector`;
  return failureOf(stage, new FacepipeError("EXTRACTION_ERROR", message), itemOf(face));
}

/** Gathers the faces of one photo that follow each other. */
async function* runsOf(records: AsyncIterable<FaceRecord>): AsyncIterable<FaceRecord | Run> {
  let run: Run = { faces: [] };
  for await (const record of records) {
    const last = run.faces[0];
    if (record.kind === "face" && (!last || (run.faces.length < MAX_RUN && samePhoto(last, record)))) {
      run.faces.push(record);
      continue;
    }
    if (last) yield run;
    run = {
      faces: record.kind === "face" ? [record] : [],
      ...(record.kind === "photo" ? { photo: record } : {}),
    };
    if (record.kind !== "face") yield record;
  }
  if (run.faces.length > 0) yield run;
}

/** Faces that do not say which photo they come from are taken one by one. */
function samePhoto(a: Face, b: Face): boolean {
  return (a.path ?? a.sha256) !== undefined && a.path === b.path && a.sha256 === b.sha256;
}

async function embedRun(run: Run, options: EmbedOptions): Promise<FaceRecord[]> {
  const { embedder, force } = options;
  const results = new Map<Face, FaceRecord>(run.faces.map((face) => [face, face]));
  const wanted = run.faces.filter((face) => force || !face.embedding || face.embedder !== embedder.id);
  const aligned: { source: Face; cut: AlignedFace }[] = [];
  const photo = lazily(async () => {
    const pixels = await openPhoto(run, options);
    pixels.expect(wanted.filter((face): face is BoxedFace => !face.crop && face.bbox !== undefined));
    return pixels;
  });
  for (const face of wanted) {
    try {
      aligned.push({ source: face, cut: await alignedFace(face, photo, options) });
    } catch (error) {
      results.set(face, itemFailure("embed", error, itemOf(face)));
    }
  }
  const embedded = await embedEach(
    "embed",
    embedder,
    aligned.map(({ cut }) => cut),
  );
  for (const [i, { source }] of aligned.entries()) results.set(source, embedded[i] ?? source);
  options.onPhoto?.(run.faces.length);
  return [...results.values()];
}

async function alignedFace(
  face: Face,
  photo: () => Promise<PhotoPixels>,
  { reader }: EmbedOptions,
): Promise<AlignedFace> {
  if (face.crop) return { face, image: await reader.decodeCrop(face.crop) };
  if (!face.bbox)
    throw new FacepipeError(
      "EXTRACTION_ERROR",
      `Cannot embed face ${face.faceId}: it has neither bbox nor crop`,
    );
  return (await photo()).aligned(face as BoxedFace);
}

async function openPhoto({ photo, faces }: Run, { reader }: EmbedOptions): Promise<PhotoPixels> {
  const { path, sha256, faceId } = faces[0]!;
  if (photo && photo.path === path) return new PhotoPixels(await reader.open(photo));
  if (path === undefined)
    throw new FacepipeError("SOURCE_NOT_FOUND", `Cannot embed face ${faceId}: it has neither path nor crop`);
  return new PhotoPixels(
    await reader.open({ kind: "photo", path, ...(sha256 === undefined ? {} : { sha256 }) }),
  );
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
