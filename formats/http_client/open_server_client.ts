/**
 * Opens clients of servers.
 * @module
 */
import { Client } from "../../core/mod.ts";
import { checkToken, isUnencrypted, parseServerAddress } from "./address.ts";
import { ServerBackend } from "./server_backend.ts";
import { Talk } from "./talk.ts";

/** How a server is asked. */
export interface ServerClientOptions {
  /** The user's token; absent for a server that lets all programs of this machine in. */
  readonly token?: string;
  /** Milliseconds of silence after which an answer is given up. Default: 90,000, which is longer than servers work. */
  readonly silence?: number;
  /** Bytes that an answer may have. Default: 256 MiB. */
  readonly maxBytes?: number;
  /** Ends all calls. */
  readonly signal?: AbortSignal;
  /** Told what people should know. */
  readonly note?: (message: string) => void;
}

const SILENCE = 90_000;
const MAX_BYTES = 2 ** 28;

/**
 * A client of the user that has the token, over HTTP.
 *
 * Reads and the removal of faces are repeated where a connection fails or the server is full; what may have
 * changed something is not, unless the server says that it did not begin. Redirects are not followed.
 *
 * @param address Such as `https://faces.example:8080`.
 * @throws RemoteError AUTH_FAILED for a token that is unknown or inactive; MalformedResponseError where no
 * server answers; FacepipeError BAD_PARAM for an address that is none.
 */
export async function openServerClient(address: string, options: ServerClientOptions = {}): Promise<Client> {
  const { token, silence = SILENCE, maxBytes = MAX_BYTES, signal, note } = options;
  const url = parseServerAddress(address);
  if (isUnencrypted(url)) note?.(`Token and faces travel unencrypted to ${url.host}: use an https address`);
  const talk = new Talk({
    address: url,
    silence,
    maxBytes,
    ...(token !== undefined && { token: checkToken(token) }),
  });
  const client = new Client(new ServerBackend(talk, signal));
  try {
    await client.metaTypes();
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}
