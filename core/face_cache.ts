/**
 * Faces of photos that were looked at before: found once, and then remembered by the photo's content.
 * @module
 */
import type { Face, Failure, Photo } from "./records.ts";

/**
 * Remembers the faces of photos. One cache stands for one way to look: networks, device and every
 * option that changes the result.
 */
export interface FaceCache {
  /**
   * The faces of the photo with these bytes, in their order, or undefined where they are not known.
   *
   * @param sha256 Hash of the photo file's bytes.
   */
  read(sha256: string): Promise<Face[] | undefined>;
  /** Remembers the faces of a photo; never throws, since nothing is lost where it cannot. */
  write(sha256: string, faces: readonly Face[]): Promise<void>;
}

/**
 * The faces of a photo from the cache, or found now and remembered. A photo of which something
 * failed is not remembered: memory or a device may serve the next run better.
 *
 * @param photo With its sha256.
 * @param find Finds the faces.
 */
export async function facesOnce(
  photo: Photo,
  cache: FaceCache | undefined,
  find: () => Promise<(Face | Failure)[]>,
): Promise<(Face | Failure)[]> {
  const { sha256, path } = photo;
  if (!cache || sha256 === undefined) return find();
  const known = await cache.read(sha256);
  // The same bytes may have lain under another name.
  if (known) return known.map((face) => ({ ...face, path, sha256 }));
  const found = await find();
  const faces = found.filter((result): result is Face => result.kind === "face");
  if (faces.length === found.length) await cache.write(sha256, faces);
  return found;
}
