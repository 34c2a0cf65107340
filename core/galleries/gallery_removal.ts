/**
 * The documents of galleries, and the removal of a gallery with what refers to it.
 * @module
 */
import { documentTerms, RULES } from "./collections.ts";
import { type DetectionCache, useOf } from "./detection_cache.ts";
import { DocumentReader } from "./document_reader.ts";
import { encodeDocument } from "./document_values.ts";
import type { FaceDocument, GalleryDocument } from "./documents.ts";
import type { Uint64 } from "./ids.ts";
import type { CallOptions, GalleryStore, StoredDocument } from "./store.ts";

/** The document of a new gallery, and as stores keep it. */
export function galleryDocument(
  owner: string,
  name: string,
  now: Date,
): { document: GalleryDocument; stored: StoredDocument } {
  const document = { _id: name, owner, name, createdAt: now.toISOString() };
  const terms = documentTerms(RULES.galleries, document);
  return { document, stored: { key: name, body: encodeDocument(document), terms, version: 1 } };
}

/** Documents of faces, as far as the removal of galleries concerns them. */
export interface FacesOfGalleries {
  /** Takes a face out of a gallery for good: a document that is in no other gallery goes with its vector. */
  leaveGallery(owner: string, id: Uint64, gallery: string): Promise<void>;
}

/**
 * Drops a gallery, the kept detections that its faces came from, and the documents of faces that are in no
 * other gallery. Documents go first, so that a drop which was broken off can be repeated.
 *
 * @throws FacepipeError GALLERY_NOT_FOUND.
 */
export async function dropGallery(
  parts: {
    readonly store: GalleryStore;
    readonly detections: DetectionCache;
    readonly faces: FacesOfGalleries;
  },
  owner: string,
  name: string,
  call?: CallOptions,
): Promise<void> {
  const { store, detections } = parts;
  await store.readGallery(owner, name, call);
  await removeDocuments(parts, owner, name);
  await store.dropGallery(owner, name, call);
  await detections.forgetUses(owner, [useOf(name)]);
  // Faces may have been added while the others went.
  await removeDocuments(parts, owner, name);
}

async function removeDocuments(
  { store, faces }: { readonly store: GalleryStore; readonly faces: FacesOfGalleries },
  owner: string,
  name: string,
): Promise<void> {
  const reader = new DocumentReader<FaceDocument>(store, RULES.faces, owner);
  for await (const { document } of reader.find({ galleries: name }))
    await faces.leaveGallery(owner, document._id, name);
}
