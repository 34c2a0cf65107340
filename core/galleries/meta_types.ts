/**
 * The declared types of an owner's metadata, kept as one document.
 * @module
 */
import { FacepipeError, storageError } from "../errors.ts";
import { checkMeta, type FaceMeta, type MetaTypes } from "./meta.ts";
import type { CallOptions, GalleryStore } from "./store.ts";

const KEY = "types";

/** Attempts to declare types while others do. */
const ATTEMPTS = 1_000;

/** The declared types. */
export async function readMetaTypes(
  store: GalleryStore,
  owner: string,
  call?: CallOptions,
): Promise<{ types: MetaTypes; version: number }> {
  const query = { keys: [KEY], conditions: [], limit: 1 };
  const { rows } = await store.pageDocuments(owner, "metaTypes", query, call);
  const [row] = rows;
  if (!row) return { types: {}, version: 0 };
  try {
    return { types: JSON.parse(row.body) as MetaTypes, version: row.version };
  } catch (error) {
    throw storageError(`Cannot read types of metadata from ${store.address}: they are damaged`, error);
  }
}

/**
 * Checks metadata against the declared types and declares those that are new.
 *
 * @throws FacepipeError BAD_PARAM where a value has another type than its key.
 */
export async function declareMeta(
  store: GalleryStore,
  owner: string,
  metas: readonly FaceMeta[],
  call?: CallOptions,
): Promise<void> {
  if (metas.every((meta) => isEmpty(meta))) return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { types, version } = await readMetaTypes(store, owner, call);
    const all = mergeTypes(types, metas);
    if (Object.keys(all).length === Object.keys(types).length) return;
    const document = { key: KEY, body: JSON.stringify(all), terms: [], version: version + 1 };
    const declared =
      version === 0
        ? await store.insertDocument(owner, "metaTypes", document, call)
        : await store.replaceDocument(owner, "metaTypes", document, call);
    if (declared) return;
  }
  throw new FacepipeError("CONFLICT", "Cannot declare types of metadata: others keep declaring theirs");
}

function isEmpty(meta: FaceMeta): boolean {
  return meta !== null && typeof meta === "object" && !Array.isArray(meta) && Object.keys(meta).length === 0;
}

function mergeTypes(types: MetaTypes, metas: readonly FaceMeta[]): MetaTypes {
  const all = { ...types };
  for (const meta of metas) Object.assign(all, checkMeta(meta, all));
  return all;
}
