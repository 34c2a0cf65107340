/**
 * Keeps the faces in galleries in step with their documents.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { useOf } from "./detection_cache.ts";
import type { DocumentContext } from "./document_context.ts";
import { equalValues } from "./document_values.ts";
import type { FaceDocument } from "./documents.ts";
import { faceExists } from "./errors.ts";
import { entryFacts, entryMeta, entryOf, facenOf } from "./face_entries.ts";
import type { Uint64 } from "./ids.ts";
import { declareMeta } from "./meta_types.ts";
import type { FaceChange } from "./store.ts";

/** Adds a document's face to a gallery. @throws FacepipeError CONFLICT where its id is taken. */
export async function addEntry(
  { store, detections }: DocumentContext,
  face: FaceDocument,
  gallery: string,
): Promise<void> {
  const { owner, detectionId } = face;
  const entry = entryOf(face);
  await declareMeta(store, owner, [entry.meta]);
  if (detectionId !== undefined)
    await detections.noteUses(owner, detectionId, [useOf(gallery), useOf(gallery, entry.id)]);
  const [outcome] = await store.addFaces(owner, gallery, [entry]);
  if (outcome === "added") return;
  // A process that ended too early may have added this very face.
  const { rows } = await store.readFaces(owner, gallery, [entry.id]);
  const [known] = rows;
  if (known?.embedder !== face.embedder || facenOf(known.embedding) !== face.facen)
    throw faceExists(gallery, entry.id);
}

/** Removes a face from a gallery, with the detections that it came from; one that is not there is fine. */
export async function removeEntry(
  { store, detections }: DocumentContext,
  owner: string,
  gallery: string,
  id: Uint64,
): Promise<void> {
  await ifThere(store.removeFaces(owner, gallery, [id]));
  await detections.forgetUses(owner, [useOf(gallery, id)]);
}

/** Brings the metadata, facts and person of a changed document into its galleries. */
export async function updateEntries(
  { store }: DocumentContext,
  before: FaceDocument,
  after: FaceDocument,
): Promise<void> {
  const change = changeOf(after);
  if (after.galleries.length === 0 || equalValues(changeOf(before) as never, change as never)) return;
  for (const gallery of after.galleries)
    await ifThere(store.updateFace(after.owner, gallery, after._id, change));
}

function changeOf(face: FaceDocument): Required<FaceChange> {
  return { meta: entryMeta(face), person: face.personId ?? null, facts: entryFacts(face) };
}

/** What is not there need not be changed or removed. */
async function ifThere(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    const code = error instanceof FacepipeError ? error.code : "";
    if (code !== "NOT_FOUND" && code !== "GALLERY_NOT_FOUND") throw error;
  }
}
