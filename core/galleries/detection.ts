/**
 * Detection as the library offers it: what is asked, what comes back, and what finds the faces.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { Face } from "../records.ts";
import type { DetectionRef } from "./filters.ts";

/** A photo to look at: by address, or its file's bytes, or a path. Exactly one of them. */
export interface PhotoSource {
  /** http or https address of a photo. */
  readonly url?: string;
  /** The file's bytes, or the path of a file. */
  readonly image?: Uint8Array | string;
}

/** What `Client.detect` is asked. */
export interface DetectRequest extends PhotoSource {
  /** Compute vectors, so that the faces can be added and searched. Default: true. */
  readonly facen?: boolean;
  readonly gender?: boolean;
  readonly age?: boolean;
  readonly emotions?: boolean;
  /** Give the vectors back; without it they stay in the detection cache. Default: false. */
  readonly returnFacen?: boolean;
  /** Try four orientations. Default: false. */
  readonly autorotate?: boolean;
  /** Pack of the detector. */
  readonly detector?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** A face that was detected; a face record, and where it is kept. */
export interface DetectionFace extends Face {
  /** The kept detection and the face's index in it: a source to add or search by. */
  readonly detection: Required<DetectionRef>;
}

/** What `Client.detect` gives back. */
export interface DetectResponse {
  /** Id of the kept detection. */
  readonly id: string;
  /** Best score first. */
  readonly faces: readonly DetectionFace[];
  /** EXIF orientation that was undone to make the photo upright, 1 to 8. */
  readonly orientation: number;
  /** SHA-256 of the photo file, 64 hex digits. */
  readonly photoHash: string;
}

/** What finds faces for a client: the engine of `detect`, or the caller's own. */
export interface FaceFinder {
  /**
   * Finds the faces of a photo, best score first, with vectors unless `facen` is false.
   *
   * @throws FacepipeError EXTRACTION_ERROR, SOURCE_NOT_FOUND, BAD_PARAM, OVER_CAPACITY.
   */
  find(
    request: DetectRequest,
  ): Promise<{ readonly faces: Face[]; readonly orientation: number; readonly photoHash: string }>;
  close(): Promise<void>;
}

/** @throws FacepipeError BAD_PARAM (`image`) where there is no photo, or there are two. */
export function checkPhoto({ url, image }: PhotoSource): void {
  if ((url === undefined) !== (image === undefined)) return;
  throw new FacepipeError("BAD_PARAM", "Cannot detect faces: expected either url or image", {
    param: "image",
  });
}
