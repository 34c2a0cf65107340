/**
 * From the photo of a request to the faces in it that are meant, with their vectors.
 * @module
 */
import type { Box } from "../fields.ts";
import type { PhotoParam, Wanted } from "../http/photo_desk.ts";
import type { Call } from "../http/route.ts";
import { chooseFaces, type FoundFace, type Selector } from "./choose_faces.ts";

/** What is looked for in a photo. */
export interface ProbeRequest {
  readonly photo: PhotoParam;
  /** Name of the photo's parameter. */
  readonly name: string;
  readonly selector: Selector;
  /** Box around the face that is meant, and the name of its parameter. */
  readonly at?: { readonly box: Box; readonly param: string };
  readonly wanted?: Wanted;
}

/** Faces of a photo. */
export interface Probes {
  readonly faces: readonly FoundFace[];
  /** The photo's file. */
  readonly image: Uint8Array;
  readonly photoHash: string;
}

/** Finds the faces that are meant. @throws FacepipeError as `PhotoDesk.read` and `chooseFaces`. */
export async function findProbes(call: Call, request: ProbeRequest): Promise<Probes> {
  const { photo, name, selector, at, wanted = {} } = request;
  const { photos } = call.service;
  const image = await photos.read(photo, name, call);
  const { faces, photoHash } = await photos.find(image, wanted, name, call);
  return { faces: chooseFaces(faces, selector, name, at), image, photoHash };
}

/** The box of a parameter, if it was given. */
export function at(box: Box | undefined, param: string): Pick<ProbeRequest, "at"> {
  return box ? { at: { box, param } } : {};
}
