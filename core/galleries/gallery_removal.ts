/**
 * The documents of galleries, and the removal of a gallery with what refers to it.
 * @module
 */
import { documentTerms, RULES } from "./collections.ts";
import { type DetectionCache, useOf } from "./detection_cache.ts";
import { DocumentReader } from "./document_reader.ts";
import { encodeDocument } from "./document_values.ts";
import type { FaceDocument, GalleryDocument } from "./documents.ts";
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

/**
 * Drops a gallery, the kept detections that its faces came from, and its name in documents of faces.
 *
 * @throws FacepipeError GALLERY_NOT_FOUND.
 */
export async function dropGallery(
  { store, detections }: { readonly store: GalleryStore; readonly detections: DetectionCache },
  owner: string,
  name: string,
  call?: CallOptions,
): Promise<void> {
  await store.dropGallery(owner, name, call);
  await detections.forgetUses(owner, [useOf(name)]);
  const reader = new DocumentReader<FaceDocument>(store, RULES.faces, owner);
  for await (const { key } of reader.find({ galleries: name })) await withoutGallery(store, owner, key, name);
}

async function withoutGallery(store: GalleryStore, owner: string, key: string, name: string): Promise<void> {
  const reader = new DocumentReader<FaceDocument>(store, RULES.faces, owner);
  for (;;) {
    const found = await reader.read(key);
    if (!found) return;
    const { document, version } = found;
    const changed = { ...document, galleries: document.galleries.filter((gallery) => gallery !== name) };
    const terms = documentTerms(RULES.faces, changed);
    const stored = { key, body: encodeDocument(changed), terms, version: version + 1 };
    if (await store.replaceDocument(owner, "faces", stored)) return;
  }
}
