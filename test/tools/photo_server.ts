/**
 * A web server that has photos.
 * @module
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestPhoto } from "./rest_server.ts";

/** Serves photos by their names. */
export async function startPhotoServer(photos: readonly TestPhoto[]) {
  const server = createServer((request, response) => {
    const photo = photos.find(({ name }) => request.url === `/${name}`);
    response.writeHead(photo ? 200 : 404).end(photo?.bytes);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
