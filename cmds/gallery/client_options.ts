/**
 * Options of the commands that ask a server as well as a store, and their way to its galleries.
 * @module
 */
import { FacepipeError, type Gallery, galleryNotFound } from "../../core/mod.ts";
import type { Context } from "../command.ts";
import type { Options, ValuesOf } from "../option.ts";
import { type ClientGalleries, openStore, STORE_OPTIONS, type StoreAddress } from "./store_options.ts";
import { readToken } from "./token_file.ts";

/** Where the galleries are, for commands that ask a server as well as a store. */
export const CLIENT_OPTIONS = {
  db: {
    ...STORE_OPTIONS.db,
    describe:
      "Where the galleries are: a SQLite file, a postgres:// address, or the http(s):// address of a facepipe serve, with the token from FACEPIPE_TOKEN; several are shards [default: facepipe/galleries.db in the user's data folder]",
  },
  "token-file": {
    type: "string",
    value: "file",
    describe: "File with the token for a server, which nobody else may read; instead of FACEPIPE_TOKEN",
  },
  user: STORE_OPTIONS.user,
} as const satisfies Options;

/** Values of {@linkcode CLIENT_OPTIONS}. */
export type ClientArgs = ValuesOf<typeof CLIENT_OPTIONS>;

/**
 * Opens the store or the server that the options name; it is closed when the command ends.
 *
 * @param create Make a store that is named and not there.
 * @throws FacepipeError STORAGE_ERROR; BAD_PARAM; RemoteError and MalformedResponseError from a server.
 */
export async function openGalleryClient(
  args: StoreAddress & Partial<ClientArgs>,
  context: Context,
  create = false,
): Promise<ClientGalleries> {
  const { openClient, serverOf } = await import("../library/galleries.ts");
  const server = serverOf(args.db.length > 0 ? args.db : undefined);
  if (server === undefined) return openStore(args, context, create);
  const { user, uploads, tokenFile } = args;
  const token = await readToken(tokenFile);
  const client = await openClient({
    db: server,
    ...(user !== undefined && { user }),
    ...(uploads !== undefined && { uploads }),
    ...(token !== undefined && { token }),
    signal: context.signal,
    note: (message) => context.note(message),
  });
  context.onExit(() => client.close());
  return { client, forget: async () => {} };
}

/**
 * A gallery that exists.
 *
 * @throws FacepipeError GALLERY_NOT_FOUND (exit 2), before anything is read or written.
 */
export async function existingGallery(
  { client }: Pick<ClientGalleries, "client">,
  name: string,
  ignoreErrors = false,
): Promise<Gallery> {
  const gallery = client.gallery(name);
  await gallery.list({ limit: 1, ignoreErrors });
  return gallery;
}

/** A gallery that faces are to be added to, made if it need be. */
export async function ensureGallery(
  opened: Pick<ClientGalleries, "client">,
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
