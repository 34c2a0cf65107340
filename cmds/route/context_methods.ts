/**
 * What plugins may call of the process that runs them, by name: both sides of the connection go by these lists.
 * @module
 */
import type { CameraStore, ClientBackend, OwnDocuments, PersonStore } from "../../core/mod.ts";

/** Methods of a client's backend. */
export const GALLERY_METHODS = [
  "listGalleries",
  "createGallery",
  "dropGallery",
  "metaTypes",
  "listFaces",
  "addFaces",
  "getFace",
  "updateFace",
  "deleteFace",
  "identify",
  "detect",
] as const satisfies readonly (keyof ClientBackend)[];

const DOCUMENT_METHODS = ["findOne", "count", "removeOne", "updateOne", "updateMany", "add"] as const;

/** Methods of the stores of documents that answer once; `find` answers again and again. */
export const STORE_METHODS = {
  persons: [
    ...DOCUMENT_METHODS,
    "identify",
    "assign",
    "isFriend",
    "merge",
    "split",
    "rename",
    "hide",
  ] satisfies readonly (keyof OwnDocuments<PersonStore>)[],
  cameras: [...DOCUMENT_METHODS] satisfies readonly (keyof OwnDocuments<CameraStore>)[],
} as const;

/** The name of a store that plugins may use. */
export type StoreName = keyof typeof STORE_METHODS;
