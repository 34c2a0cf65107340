/**
 * A web server on this machine for the length of a test.
 * @module
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server that lives as long as the test; returns its address, without a slash at the end. */
export async function serve(t: TestContext, handler: Handler): Promise<string> {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port of this machine where nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** An address on this machine where nobody listens. */
export async function closedAddress(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}

/** Answers as file servers do: the whole file, or the part that `Range` asks for. */
export function sendFile(bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (start === 0) {
    response.writeHead(200, { "content-length": bytes.length }).end(bytes);
  } else if (start >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
  } else {
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(206, { "content-range": range, "content-length": bytes.length - start });
    response.end(bytes.subarray(start));
  }
}

/** Sends the headers of the whole file and only its first `count` bytes; then waits, or cuts the connection. */
export function sendPart(
  bytes: Uint8Array,
  count: number,
  response: ServerResponse,
  then: "wait" | "cut",
): void {
  response.writeHead(200, { "content-length": bytes.length });
  response.write(bytes.subarray(0, count), () => {
    if (then === "cut") setTimeout(() => response.destroy(), 20);
  });
}
