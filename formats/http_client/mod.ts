/**
 * Clients of servers over galleries.
 * @module
 */
export { isServerAddress } from "./address.ts";
export { openServerClient, type ServerClientOptions } from "./open_server_client.ts";
