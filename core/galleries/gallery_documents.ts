/**
 * The store of documents of galleries. A gallery and its document come and go together.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { RULES } from "./collections.ts";
import { DocumentCollection } from "./document_collection.ts";
import type { DocumentContext } from "./document_context.ts";
import type { Versioned } from "./document_reader.ts";
import type { GalleryDocuments } from "./document_stores.ts";
import type { GalleryDocument, UserRef } from "./documents.ts";
import { checkGalleryName } from "./gallery_name.ts";
import { dropGallery, type FacesOfGalleries, galleryDocument } from "./gallery_removal.ts";

/** Galleries. */
export class Galleries extends DocumentCollection<GalleryDocument> implements GalleryDocuments {
  readonly #faces: FacesOfGalleries;

  constructor(context: DocumentContext, faces: FacesOfGalleries) {
    super(context, RULES.galleries);
    this.#faces = faces;
  }

  async add(user: UserRef, name: string): Promise<GalleryDocument> {
    const owner = await this.ownerOf(user);
    const { document, stored } = galleryDocument(owner, checkGalleryName(name), this.context.now());
    await this.context.store.createGallery(owner, name, stored);
    return document;
  }

  protected override async erase(
    owner: string,
    { document: { name } }: Versioned<GalleryDocument>,
  ): Promise<boolean> {
    try {
      await dropGallery({ ...this.context, faces: this.#faces }, owner, name);
      return true;
    } catch (error) {
      if (error instanceof FacepipeError && error.code === "GALLERY_NOT_FOUND") return false;
      throw error;
    }
  }
}
