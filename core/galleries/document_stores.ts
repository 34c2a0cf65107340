/**
 * The stores of documents, as their users see them.
 *
 * Every store but that of users takes the user first; an unknown or inactive one is AUTH_FAILED, and only
 * documents that it owns exist for it.
 * @module
 */
import type { Box } from "../fields.ts";
import type { Face } from "../records.ts";
import type { Identification, ListedFace, WaitOptions } from "./client_backend.ts";
import type { DocumentFilter, DocumentUpdate, FindOptions, ReturnOptions } from "./document_filter.ts";
import type {
  CameraDocument,
  CounterDocument,
  Document,
  FaceDocument,
  GalleryDocument,
  PersonDocument,
  UserDocument,
  UserRef,
} from "./documents.ts";
import type { Filter, Threshold } from "./filters.ts";
import type { Uint64 } from "./ids.ts";
import type { FaceMeta } from "./meta.ts";

/** What all stores of one owner's documents offer. */
export interface OwnedDocuments<D extends Document, M = D> {
  /** The documents that match, one by one; memory is bounded where they are not sorted by other fields than `_id`. */
  find(user: UserRef, filter?: DocumentFilter, options?: FindOptions): AsyncIterable<M>;
  /** The first that matches. */
  findOne(user: UserRef, filter?: DocumentFilter, options?: FindOptions): Promise<M | undefined>;
  count(user: UserRef, filter?: DocumentFilter): Promise<number>;
  /** Removes the first that matches with all that belongs to it; gives back what it was. */
  removeOne(user: UserRef, filter: DocumentFilter, options?: FindOptions): Promise<M | undefined>;
  updateOne(
    user: UserRef,
    filter: DocumentFilter,
    update: DocumentUpdate,
    options?: FindOptions & ReturnOptions,
  ): Promise<M | undefined>;
  /** @returns How many were changed. */
  updateMany(user: UserRef, filter: DocumentFilter, update: DocumentUpdate): Promise<number>;
  /** The same store, with documents given back as instances of a class: `new Model(document)`. */
  wrapInModel<N>(Model: new (document: D) => N): OwnedDocuments<D, N>;
}

/** Users; they own themselves, so no user comes first. */
export interface UserStore {
  /** Adds an active user. The token is shown here and never again. @throws FacepipeError BAD_PARAM for an empty name. */
  add(user: { name: string }): Promise<{ user: UserDocument; token: string }>;
  /** The active user whose token it is. @throws FacepipeError AUTH_FAILED. */
  authenticate(token: string): Promise<UserDocument>;
  /** The user, if it is known and active. @throws FacepipeError AUTH_FAILED. */
  require(user: UserRef): Promise<UserDocument>;
  /** Switches a user off or on again. @throws FacepipeError NOT_FOUND. */
  setActive(user: UserRef, active: boolean): Promise<UserDocument>;
  /** Removes a user with everything it owns, uploads included. */
  remove(user: UserRef): Promise<void>;
  find(filter?: DocumentFilter, options?: FindOptions): AsyncIterable<UserDocument>;
  findOne(filter?: DocumentFilter, options?: FindOptions): Promise<UserDocument | undefined>;
  count(filter?: DocumentFilter): Promise<number>;
}

/** What kind of picture is uploaded. */
export type UploadKind = "photo" | "normalized" | "thumbnail";

/** What identification found: faces of the user, and from how many servers. */
export interface FaceIdentification extends Omit<Identification, "matches"> {
  /** By falling confidence. A face without a document (added by `gallery add`) comes as it is in the gallery. */
  readonly matches: readonly { confidence: number; id: Uint64; face?: FaceDocument; entry: ListedFace }[];
}

/** How `Faces.identify` searches. */
export interface FaceSearchOptions extends WaitOptions {
  /** Default: 1. */
  readonly limit?: number;
  /** Default: 0.75. */
  readonly threshold?: Threshold;
  readonly filters?: readonly Filter[];
  readonly ignoreErrors?: boolean;
}

/** A face document that was not added yet. */
export type NewFaceDocument = Omit<FaceDocument, "_id" | "owner" | "galleries"> &
  Partial<Pick<FaceDocument, "_id">>;

/** What a document of a face says besides what was detected. */
export interface FaceDetails {
  /** Default: the record's `sha256`. */
  readonly photoHash?: string;
  /** Default: empty. */
  readonly meta?: string | FaceMeta;
  /** Default: the record's. */
  readonly camId?: string;
  /** When it was seen, as `Date` reads it. Default: the record's, else now. */
  readonly timestamp?: string;
}

/** Faces. */
export interface FaceStore extends OwnedDocuments<FaceDocument> {
  /** A document of a detected face, not added yet. @throws FacepipeError BAD_PARAM where it has no vector. */
  fromExtractionFace(face: Face, details?: FaceDetails): NewFaceDocument;
  /** Assigns the owner and, where it has none, an id; a clashing id is made anew three times, then CONFLICT. */
  add(user: UserRef, face: NewFaceDocument): Promise<FaceDocument>;
  /** Gives a face another id, in its galleries and uploads too. */
  regenerateId(user: UserRef, face: FaceDocument): Promise<FaceDocument>;
  /** Puts a face into galleries: the vector first, then the document. @throws FacepipeError CONFLICT where it is there already. */
  addToGalleries(user: UserRef, face: FaceDocument, galleries: readonly string[]): Promise<FaceDocument>;
  /** Takes a face out of galleries; where it is in none of them, that is fine. */
  delFromGalleries(user: UserRef, face: FaceDocument, galleries: readonly string[]): Promise<FaceDocument>;
  /** The most similar faces of a gallery, by falling confidence. */
  identify(
    user: UserRef,
    gallery: string,
    face: FaceDocument | NewFaceDocument | Face,
    options?: FaceSearchOptions,
  ): Promise<FaceIdentification>;
  /** A key for an upload of the face: `owner/yyyymmdd/id_12hex.jpeg`. */
  genUploadKey(user: UserRef, face: FaceDocument): string;
  /** Saves a picture of the face and links it from the document. */
  upload(user: UserRef, face: FaceDocument, kind: UploadKind, jpeg: Uint8Array): Promise<FaceDocument>;
  /** Saves a thumbnail: the box with a margin, cut out of the photo. */
  uploadThumbnail(user: UserRef, face: FaceDocument, photo: Uint8Array): Promise<FaceDocument>;
}

/** Galleries. */
export interface GalleryDocuments extends OwnedDocuments<GalleryDocument> {
  /** @throws FacepipeError BAD_PARAM for an empty or impossible name, CONFLICT for one that exists. */
  add(user: UserRef, name: string): Promise<GalleryDocument>;
}

/** A camera that was not added yet. */
export type NewCamera = Partial<Omit<CameraDocument, "_id" | "owner">>;

/** Cameras. */
export interface CameraStore extends OwnedDocuments<CameraDocument> {
  /** @throws FacepipeError BAD_PARAM. */
  add(user: UserRef, camera: NewCamera): Promise<CameraDocument>;
}

/** When somebody is a friend of a camera. */
export interface FriendRule {
  /** Distinct days (UTC) on which it must have been seen. Default: 5. */
  readonly days?: number;
  /** Of so many days up to now. Default: 7. */
  readonly within?: number;
  /** Now, for tests and for past events. */
  readonly now?: Date;
}

/** What `Persons.identify` does. */
export interface PersonSearchOptions extends WaitOptions {
  readonly threshold?: Threshold;
  /** Make a person where nobody matches, and say that the face is theirs. Default: false. */
  readonly create?: boolean;
  readonly filters?: readonly Filter[];
}

/** What `Persons.meet` looks for. */
export type PersonMeetOptions = Omit<PersonSearchOptions, "create">;

/** Persons. */
export interface PersonStore extends OwnedDocuments<PersonDocument> {
  add(user: UserRef, person?: { name?: string }): Promise<PersonDocument>;
  /**
   * Who a face is: the ids of the persons of similar faces in a gallery, the most similar first.
   * With `create`, a face that is like nobody becomes a new person; a face document that is
   * stored gets the first person's id.
   */
  identify(
    user: UserRef,
    face: FaceDocument | NewFaceDocument | Face,
    gallery: string,
    options?: PersonSearchOptions,
  ): Promise<Uint64[]>;
  /**
   * Who a detected face is; a face that is like nobody becomes a new person. It is added under an id that
   * follows from its `faceId`, and to the gallery, before anybody else, in this process or others, meets
   * a face there: two faces of somebody new make one person.
   *
   * @returns The person; undefined where somebody removed it meanwhile.
   */
  meet(
    user: UserRef,
    face: Face,
    gallery: string,
    options?: PersonMeetOptions,
  ): Promise<PersonDocument | undefined>;
  /** Says whose face it is, in the document and in its galleries; undefined: nobody's. */
  assign(user: UserRef, face: FaceDocument, person: Uint64 | undefined): Promise<FaceDocument>;
  /** Whether this camera saw the person on enough days of late. Other cameras do not count. */
  isFriend(user: UserRef, person: Uint64, camId: string, rule?: FriendRule): Promise<boolean>;
  /** Makes two persons one; the second's faces become the first's. */
  merge(user: UserRef, into: Uint64, from: Uint64): Promise<PersonDocument>;
  /** Makes a new person of some faces of one. */
  split(user: UserRef, person: Uint64, faces: readonly Uint64[]): Promise<PersonDocument>;
  rename(user: UserRef, person: Uint64, name: string): Promise<PersonDocument>;
  /** Hides a person from lists, or shows it again. */
  hide(user: UserRef, person: Uint64, hidden?: boolean): Promise<PersonDocument>;
}

/** Counters. */
export interface CounterStore extends OwnedDocuments<CounterDocument> {
  /** @throws FacepipeError CONFLICT where it exists. */
  add(user: UserRef, name: string, value?: number): Promise<CounterDocument>;
  /** Adds one and gives the new value. @throws TypeError where there is no such counter, RangeError where it is no number. */
  next(user: UserRef, name: string): Promise<number>;
}

/** All stores of documents over one gallery store. */
export interface Documents {
  readonly users: UserStore;
  readonly faces: FaceStore;
  readonly galleries: GalleryDocuments;
  readonly cameras: CameraStore;
  readonly persons: PersonStore;
  readonly counters: CounterStore;
}

/** Where pictures of faces are saved: a folder, or a URL that takes PUT and DELETE. */
export interface Uploads {
  /** Saves under a key and gives the link. @throws FacepipeError STORAGE_ERROR. */
  save(key: string, jpeg: Uint8Array): Promise<string>;
  /** The key behind a link, or undefined for a link of another place. */
  keyOf(link: string): string | undefined;
  /** The link that an upload of a key has. */
  linkOf(key: string): string;
  /** Moves an upload; where it was moved there before, that is fine. @throws FacepipeError STORAGE_ERROR. */
  move(from: string, to: string): Promise<void>;
  /** Removes an upload; an absent one is fine. */
  remove(key: string): Promise<void>;
  /** Removes all uploads of an owner. */
  removeOwner(owner: string): Promise<void>;
  /** Uploads of an owner; undefined where that cannot be known. */
  count(owner: string): Promise<number | undefined>;
}

/** Cuts thumbnails. */
export type MakeThumbnail = (photo: Uint8Array, bbox: Box) => Promise<Uint8Array>;
