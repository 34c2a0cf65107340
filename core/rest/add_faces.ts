/**
 * Adding the faces of a photo.
 * @module
 */
import type { FaceDocument } from "../galleries/documents.ts";
import { Meta } from "../galleries/filters.ts";
import { galleryName, list, moment, text } from "../http/param_kinds.ts";
import { required, withDefault } from "../http/params.ts";
import { photo } from "../http/photo_desk.ts";
import { type Call, defineRoute } from "../http/route.ts";
import { box } from "./boxes.ts";
import { type FoundFace, MF_SELECTOR } from "./choose_faces.ts";
import { FACE_SCHEMA, restFace } from "./faces.ts";
import { DEFAULT_GALLERY, requireGalleries } from "./galleries.ts";
import { at, findProbes, type Probes } from "./probes.ts";

const MAX_CAMERA = 200;

/** What is said of the faces of a photo. */
interface Said {
  readonly meta: string;
  readonly camId?: string;
  readonly timestamp: string;
  /** Address of the photo, where it has one. */
  readonly photo?: string;
}

/** `POST /face/`. */
export const ADD_FACES = defineRoute({
  method: "POST",
  path: "/face/",
  summary: "Add the faces of a photo",
  describe:
    "They are added to the gallery `default` and to those that are named. Where the server keeps persons, each gets the person of the most similar face, or a new one.",
  params: {
    photo: required(photo("Photo")),
    meta: withDefault(text("Text to find the faces by"), ""),
    bbox: box("Where the face is that is meant"),
    mf_selector: MF_SELECTOR,
    galleries: withDefault<readonly string[]>(
      list("Galleries to add them to, besides default", galleryName("Name")),
      [],
    ),
    cam_id: text("Camera that saw them", MAX_CAMERA),
    timestamp: moment("When they were seen; default: now"),
  },
  status: 200,
  answer: { type: "object", properties: { results: { type: "array", items: FACE_SCHEMA } } },
  async run({ photo, meta, bbox, mf_selector: selector, galleries, cam_id: camId, timestamp }, call) {
    const all = [...new Set([DEFAULT_GALLERY, ...galleries])];
    await requireGalleries(call, all);
    const wanted = Object.fromEntries(call.service.features.map((feature) => [feature, true]));
    const probes = await findProbes(call, { photo, name: "photo", selector, wanted, ...at(bbox, "bbox") });
    const said = {
      meta,
      // One moment for all faces of the photo.
      timestamp: timestamp ?? new Date().toISOString(),
      ...(camId !== undefined && { camId }),
      ...(typeof photo === "string" && { photo }),
    };
    // Nobody is told of what is added from here on, if the caller is gone already.
    call.signal.throwIfAborted();
    return { body: { results: (await addAll(call, probes, said, all)).map(restFace) } };
  },
});

/** Adds all faces, or none where one cannot be added. */
async function addAll(
  call: Call,
  probes: Probes,
  said: Said,
  galleries: readonly string[],
): Promise<FaceDocument[]> {
  const { faces } = call.service.galleries.documents;
  const added: FaceDocument[] = [];
  try {
    for (const face of probes.faces) {
      const document = await add(call, face, probes, said);
      added.push(document);
      added[added.length - 1] = await complete(call, document, probes, galleries);
    }
    return added;
  } catch (thrown) {
    for (const { _id } of added) await faces.removeOne(call.user, { _id }).catch(() => undefined);
    throw thrown;
  }
}

function add({ service, user }: Call, found: FoundFace, { photoHash }: Probes, said: Said) {
  const { faces } = service.galleries.documents;
  const { photo, ...details } = said;
  const { path: _, ...face } = found;
  const record = photo === undefined ? face : { ...face, path: photo };
  return faces.add(user, faces.fromExtractionFace(record, { ...details, photoHash }));
}

/** Everything that comes after the document: galleries, pictures, the person. */
async function complete(
  call: Call,
  added: FaceDocument,
  probes: Probes,
  galleries: readonly string[],
): Promise<FaceDocument> {
  const { user, service } = call;
  const { faces } = service.galleries.documents;
  let document = await faces.addToGalleries(user, added, galleries);
  if (service.uploads) document = await savePictures(call, document, probes.image);
  await giveTo(call, document);
  return (await faces.findOne(user, { _id: document._id })) ?? document;
}

/** Saves the thumbnail, and the photo if it is a JPEG file. */
async function savePictures({ user, service }: Call, face: FaceDocument, image: Uint8Array) {
  const { faces } = service.galleries.documents;
  const isJpeg = image[0] === 0xff && image[1] === 0xd8;
  const document = isJpeg ? await faces.upload(user, face, "photo", image) : face;
  return faces.uploadThumbnail(user, document, image);
}

/** Gives the face to the person of the most similar one, or to a new one, where persons are kept. */
async function giveTo({ user, service }: Call, face: FaceDocument): Promise<void> {
  const { persons, galleries } = service;
  if (!persons || (persons.among === "camera" && face.camId === undefined)) return;
  const filters = persons.among === "camera" ? [Meta("camId").oneof(face.camId!)] : [];
  const options = { create: true, threshold: persons.threshold, filters };
  await galleries.documents.persons.identify(user, face, DEFAULT_GALLERY, options);
}
