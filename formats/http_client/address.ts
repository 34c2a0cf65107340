/**
 * Addresses of servers over galleries.
 * @module
 */
import { EXIT, FacepipeError } from "../../core/mod.ts";

/** True for what is an address of a server, and no path or database. */
export function isServerAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

/**
 * The address of a server, with a slash at the end.
 *
 * @throws FacepipeError BAD_PARAM (`--db`) for one with a password or anything else that it should not have.
 */
export function parseServerAddress(address: string): URL {
  const url = URL.parse(address);
  if (!url) throw addressError("expected an address such as https://faces.example:8080");
  // It stands in the list of processes, and in logs.
  if (url.username !== "" || url.password !== "")
    throw addressError("it has a user or a password; the token comes from FACEPIPE_TOKEN");
  if (url.search !== "" || url.hash !== "") throw addressError("expected no query");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function addressError(reason: string): FacepipeError {
  return new FacepipeError("BAD_PARAM", `Cannot use the server's address: ${reason}`, {
    exit: EXIT.usage,
    param: "--db",
  });
}

/** True where tokens and faces would travel to another machine in the clear. */
export function isUnencrypted({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** @throws FacepipeError BAD_PARAM (`token`), which does not repeat it. */
export function checkToken(token: string): string {
  if (/^[\w.~+/=-]{1,1000}$/.test(token)) return token;
  throw new FacepipeError("BAD_PARAM", "Cannot use the token: expected what facepipe user add printed", {
    exit: EXIT.usage,
    param: "token",
  });
}
