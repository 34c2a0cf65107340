/**
 * The store of documents of faces.
 * @module
 */

import { FacepipeError } from "../errors.ts";
import type { Face } from "../records.ts";
import { RULES } from "./collections.ts";
import { DocumentCollection } from "./document_collection.ts";
import type { DocumentContext } from "./document_context.ts";
import type {
  FaceDetails,
  FaceIdentification,
  FaceSearchOptions,
  FaceStore,
  NewFaceDocument,
  UploadKind,
  Uploads,
} from "./document_stores.ts";
import { checkValue } from "./document_values.ts";
import type { FaceDocument, UserRef } from "./documents.ts";
import { faceExists } from "./errors.ts";
import { checkFaceDocument, documentOfFace, momentOf } from "./face_documents.ts";
import { entryMeta, probeOfFace } from "./face_entries.ts";
import {
  checkJpeg,
  checkKind,
  movedLinks,
  moveUploads,
  removeUploads,
  requireUploads,
  uploadKey,
} from "./face_uploads.ts";
import { addEntry, removeEntry, updateEntries } from "./gallery_entries.ts";
import { checkGalleryName } from "./gallery_name.ts";
import { formatId, parseId, sortableId, type Uint64 } from "./ids.ts";
import { declareMeta } from "./meta_types.ts";
import { within } from "./waiting.ts";

/** How often an id that turns out to be taken is made anew. */
const REGENERATE_ATTEMPTS = 3;

/** Faces. */
export class Faces extends DocumentCollection<FaceDocument> implements FaceStore {
  constructor(context: DocumentContext) {
    super(context, RULES.faces);
  }

  fromExtractionFace(face: Face, details: FaceDetails = {}): NewFaceDocument {
    return documentOfFace(face, details, this.context.now());
  }

  async add(user: UserRef, face: NewFaceDocument): Promise<FaceDocument> {
    const owner = await this.ownerOf(user);
    const fields = checkValue(face, "face") as unknown as NewFaceDocument;
    const timestamp = momentOf(fields.timestamp);
    return this.#addAs(face._id, (_id) => ({ ...fields, timestamp, _id, owner, galleries: [] }));
  }

  async #addAs(given: Uint64 | undefined, make: (id: Uint64) => FaceDocument): Promise<FaceDocument> {
    const attempts = given === undefined ? REGENERATE_ATTEMPTS : 0;
    for (let attempt = 0; ; attempt++) {
      const document = make(given === undefined ? await this.#newId() : parseId(given, "_id"));
      if (await this.insert(document)) return document;
      if (attempt >= attempts) {
        const value = formatId(document._id);
        throw new FacepipeError("CONFLICT", `Cannot add face ${value}: the id is taken`, {
          param: "_id",
          value,
        });
      }
    }
  }

  async regenerateId(user: UserRef, face: FaceDocument): Promise<FaceDocument> {
    const owner = await this.ownerOf(user);
    const old = await this.existing(owner, face._id);
    const { store, uploads, now } = this.context;
    // Where a renewal was broken off, it goes on with the document that it had made.
    let renewed = await this.findOne(owner, { renewalOf: old._id });
    renewed ??= await this.#addAs(undefined, (_id) => {
      const links = movedLinks(uploads, old, _id, now());
      return { ...old, ...links, _id, galleries: [], renewalOf: old._id };
    });
    const { galleries } = renewed;
    await this.addToGalleries(
      owner,
      renewed,
      old.galleries.filter((gallery) => !galleries.includes(gallery)),
    );
    for (const gallery of old.galleries) await store.removeFaces(owner, gallery, [old._id]);
    await moveUploads(uploads, old, renewed);
    await store.removeDocument(owner, "faces", sortableId(old._id));
    return this.changeExisting(owner, renewed._id, ({ renewalOf: _, ...document }) => document);
  }

  async addToGalleries(
    user: UserRef,
    face: FaceDocument,
    galleries: readonly string[],
  ): Promise<FaceDocument> {
    const owner = await this.ownerOf(user);
    let document = await this.existing(owner, face._id);
    for (const gallery of galleries) {
      await this.context.store.readGallery(owner, checkGalleryName(gallery));
      if (await this.#isIn(owner, gallery, document)) throw faceExists(gallery, document._id);
    }
    for (const gallery of new Set(galleries)) {
      await addEntry(this.context, document, gallery);
      try {
        document = await this.#setGalleries(owner, document._id, (names) => [
          ...new Set([...names, gallery]),
        ]);
      } catch (error) {
        // The document was removed meanwhile: nothing would lead to the vector any more.
        if (error instanceof FacepipeError && error.code === "NOT_FOUND")
          await removeEntry(this.context, owner, gallery, document._id);
        throw error;
      }
    }
    return document;
  }

  async delFromGalleries(
    user: UserRef,
    face: FaceDocument,
    galleries: readonly string[],
  ): Promise<FaceDocument> {
    const owner = await this.ownerOf(user);
    const document = await this.existing(owner, face._id);
    for (const gallery of galleries) {
      checkGalleryName(gallery);
      if (document.galleries.includes(gallery)) await removeEntry(this.context, owner, gallery, document._id);
    }
    return this.#setGalleries(owner, face._id, (names) => names.filter((name) => !galleries.includes(name)));
  }

  async identify(
    user: UserRef,
    gallery: string,
    face: FaceDocument | NewFaceDocument | Face,
    options: FaceSearchOptions = {},
  ): Promise<FaceIdentification> {
    return within(options, "identify a face", async (call) => {
      const owner = await this.ownerOf(user);
      const { ignoreErrors } = options;
      const read = { ...call, ...(ignoreErrors === undefined ? {} : { ignoreErrors }) };
      const { search } = this.context;
      const probes = [probeOfFace(face)];
      const [found] = await search.identify(owner, checkGalleryName(gallery), probes, options, read);
      const { matches, ...servers } = found!;
      const documents = await this.#documents(
        owner,
        gallery,
        matches.map(({ id }) => id),
      );
      return {
        ...servers,
        matches: matches.map((entry) => {
          const { id, confidence } = entry;
          const document = documents.get(id);
          return { confidence, id, entry, ...(document && { face: document }) };
        }),
      };
    });
  }

  genUploadKey(user: UserRef, { _id }: FaceDocument): string {
    return uploadKey(typeof user === "string" ? user : user._id, _id, this.context.now());
  }

  async upload(user: UserRef, face: FaceDocument, kind: UploadKind, jpeg: Uint8Array): Promise<FaceDocument> {
    const owner = await this.ownerOf(user);
    const uploads = this.#uploads();
    checkJpeg(checkKind(kind), jpeg);
    const before = await this.existing(owner, face._id);
    const key = uploadKey(owner, before._id, this.context.now());
    const link = await uploads.save(key, jpeg);
    try {
      const after = await this.changeExisting(owner, face._id, (document) => ({ ...document, [kind]: link }));
      await removeUploads(uploads, before, [kind]);
      return after;
    } catch (error) {
      await uploads.remove(key);
      throw error;
    }
  }

  async uploadThumbnail(user: UserRef, face: FaceDocument, photo: Uint8Array): Promise<FaceDocument> {
    const { makeThumbnail } = this.context;
    if (!makeThumbnail) throw notPossible("cut thumbnails");
    return this.upload(user, face, "thumbnail", await makeThumbnail(photo, face.bbox));
  }

  /** Says whose face it is, in the document and in its galleries. */
  setPerson(owner: string, id: Uint64, person: Uint64 | undefined, friend?: boolean): Promise<FaceDocument> {
    return this.changeExisting(owner, id, ({ personId: _, friend: __, ...document }) => ({
      ...document,
      ...(person === undefined ? {} : { personId: person }),
      ...(friend === undefined ? {} : { friend }),
    }));
  }

  /** Takes a face out of a gallery for good: a document that is in no other gallery goes with its vector. */
  async leaveGallery(owner: string, id: Uint64, gallery: string): Promise<void> {
    for (;;) {
      const found = await this.reader(owner).read(sortableId(id));
      if (!found?.document.galleries.includes(gallery)) return;
      const { document, version } = found;
      const galleries = document.galleries.filter((name) => name !== gallery);
      if (galleries.length > 0) {
        const stored = this.stored({ ...document, galleries }, version + 1);
        if (await this.context.store.replaceDocument(owner, "faces", stored)) return;
        continue;
      }
      await this.beforeRemoval(owner, document);
      if (await this.erase(owner, found)) return;
    }
  }

  protected override check(face: FaceDocument): void {
    checkFaceDocument(face);
  }

  protected override async beforeChange({ owner, galleries, ...face }: FaceDocument): Promise<void> {
    if (galleries.length > 0) await declareMeta(this.context.store, owner, [entryMeta(face)]);
  }

  protected override afterChange(_: string, before: FaceDocument, after: FaceDocument): Promise<void> {
    return updateEntries(this.context, before, after);
  }

  protected override async beforeRemoval(owner: string, face: FaceDocument): Promise<void> {
    requireUploads(this.context.uploads, face);
    for (const gallery of face.galleries) await removeEntry(this.context, owner, gallery, face._id);
    await removeUploads(this.context.uploads, face);
    if (face.detectionId !== undefined)
      await this.context.store.removeDocument(owner, "detections", face.detectionId);
  }

  async #newId(): Promise<Uint64> {
    return parseId(await this.context.newId(), "_id");
  }

  #setGalleries(
    owner: string,
    id: Uint64,
    change: (names: readonly string[]) => readonly string[],
  ): Promise<FaceDocument> {
    return this.changeExisting(owner, id, (document) => ({
      ...document,
      galleries: change(document.galleries),
    }));
  }

  /** Whether a face is in a gallery. The gallery decides: its document may say so of one that is gone, and made anew. */
  async #isIn(owner: string, gallery: string, { _id, galleries }: FaceDocument): Promise<boolean> {
    if (!galleries.includes(gallery)) return false;
    return (await this.context.store.readFaces(owner, gallery, [_id])).rows.length > 0;
  }

  /** The documents of faces that are in a gallery, by id. */
  async #documents(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
  ): Promise<Map<Uint64, FaceDocument>> {
    const found = new Map<Uint64, FaceDocument>();
    if (ids.length === 0) return found;
    const filter = { _id: { $in: ids.map(sortableId).map(BigInt) }, galleries: gallery };
    for await (const { document } of this.reader(owner).find(filter)) found.set(document._id, document);
    return found;
  }

  #uploads(): Uploads {
    if (!this.context.uploads) throw notPossible("save uploads");
    return this.context.uploads;
  }
}

function notPossible(what: string): FacepipeError {
  return new FacepipeError("NOT_IMPLEMENTED", `Cannot ${what}: no place for uploads was given`);
}
