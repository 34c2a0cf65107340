/**
 * Options that commands over galleries share, and their way to an open store.
 * @module
 */
import {
  type Client,
  type Documents,
  FacepipeError,
  type Gallery,
  type GalleryStore,
  galleryNotFound,
  LOCAL_USER,
  type OpenGalleries,
  storageError,
} from "../../core/mod.ts";
import type { Context } from "../command.ts";
import type { Options, ValuesOf } from "../option.ts";

/** Where the galleries are. */
export const STORE_OPTIONS = {
  db: {
    type: "strings",
    value: "file",
    describe:
      "Store of the galleries: a SQLite file or a postgres:// address; several are shards [default: facepipe/galleries.db in the user's data folder]",
  },
  user: {
    type: "string",
    default: LOCAL_USER,
    describe: "Id of the user whose galleries they are, see facepipe user list",
  },
} as const satisfies Options;

/** What `--ignore-errors` means. */
export const SHARD_OPTIONS = {
  "ignore-errors": { type: "boolean", describe: "Answer from the shards that can be reached" },
} as const satisfies Options;

/** Values of the options. */
export type StoreArgs = ValuesOf<typeof STORE_OPTIONS>;

/** Where the users are, for commands that are for none of them. */
export const DB_OPTION = { db: STORE_OPTIONS.db } as const satisfies Options;

/** Where pictures of faces were saved, for commands that count or remove them. */
export const UPLOADS_OPTION = {
  uploads: {
    type: "string",
    value: "folder",
    describe: "Folder or http(s) address where pictures of faces were saved",
  },
} as const satisfies Options;

/** An open store, for one user. */
export interface UserGalleries {
  readonly galleries: OpenGalleries;
  readonly store: GalleryStore;
  readonly documents: Documents;
  readonly client: Client;
  /** Makes sure that what was removed cannot be read from the store's files. */
  forget(): Promise<void>;
  /** Id of the user. */
  readonly user: string;
}

/** What names a store. */
type Address = Pick<StoreArgs, "db"> & Partial<StoreArgs> & Partial<ValuesOf<typeof UPLOADS_OPTION>>;

/**
 * Opens the store that the options name; it is closed when the command ends.
 *
 * @param create Make a store that is named and not there; without it a mistyped name is an error.
 * @throws FacepipeError STORAGE_ERROR.
 */
export async function openStore(args: Address, context: Context, create = false): Promise<UserGalleries> {
  const { db, user = LOCAL_USER, uploads } = args;
  if (!create) await expectStores(db);
  const { openGalleries } = await import("../library/galleries.ts");
  const opened = await openGalleries({
    ...(db.length > 0 && { db }),
    ...(uploads !== undefined && { uploads }),
    signal: context.signal,
    note: (message) => context.note(message),
  });
  context.onExit(() => opened.close());
  const { store, documents } = opened;
  const client = opened.client(user);
  return { galleries: opened, store, documents, client, forget: () => opened.forget(), user };
}

/** Stores that somebody named are there. @throws FacepipeError STORAGE_ERROR. */
export async function expectStores(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) await expectStore(address);
}

/** A file of a name that somebody gave is there; servers say so themselves. */
async function expectStore(address: string): Promise<void> {
  const path = address.replace(/^sqlite:/i, "");
  if (/^[a-z][a-z0-9+.-]+:/i.test(path) || path === ":memory:") return;
  const { stat } = await import("node:fs/promises");
  const thrown = await stat(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (thrown?.code !== "ENOENT") return;
  const reason = "no such file; facepipe gallery create makes it";
  throw storageError(`Cannot open gallery store ${path}: ${reason}`, thrown);
}

/** Says how many shards an answer lacks, if any. */
export function noteMissing(
  { liveServers, totalServers }: { readonly liveServers: number; readonly totalServers: number },
  context: Context,
): void {
  if (liveServers < totalServers) context.note(`${liveServers} of ${totalServers} shards answered`);
}

/**
 * A gallery that exists.
 *
 * @throws FacepipeError GALLERY_NOT_FOUND (exit 2), before anything is read or written.
 */
export async function existingGallery(
  { client }: Pick<UserGalleries, "client">,
  name: string,
  ignoreErrors = false,
): Promise<Gallery> {
  const gallery = client.gallery(name);
  await gallery.list({ limit: 1, ignoreErrors });
  return gallery;
}

/** A gallery that faces are to be added to, made if it need be. */
export async function ensureGallery(
  opened: Pick<UserGalleries, "client">,
  name: string,
  create: boolean,
): Promise<Gallery> {
  try {
    return await existingGallery(opened, name);
  } catch (thrown) {
    if (!(thrown instanceof FacepipeError && thrown.code === "GALLERY_NOT_FOUND")) throw thrown;
    if (!create) throw galleryNotFound(name, "--create makes it");
  }
  const gallery = opened.client.gallery(name);
  await gallery.create().catch((thrown) => {
    // Another process made it in the meantime.
    if (!(thrown instanceof FacepipeError && thrown.code === "CONFLICT")) throw thrown;
  });
  return gallery;
}
