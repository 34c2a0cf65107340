/**
 * A way to a server that cuts the connection when it sees certain bytes on their way there.
 * @module
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import type { TestContext } from "node:test";

/** What a proxy does and did. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts the next connection that carries this text; undefined: none. */
  cutAt: string | undefined;
  /** Connections that were cut. */
  cuts: number;
}

/** Starts a proxy to a port of this machine, for the length of a test. */
export async function cuttingProxy(t: TestContext, target: number): Promise<CuttingProxy> {
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    client.on("data", (bytes) => {
      if (proxy.cutAt !== undefined && bytes.includes(proxy.cutAt)) {
        proxy.cutAt = undefined;
        proxy.cuts++;
        client.destroy();
        upstream.destroy();
      } else upstream.write(bytes);
    });
    upstream.on("data", (bytes) => client.write(bytes));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const proxy: CuttingProxy = { port: (server.address() as AddressInfo).port, cutAt: undefined, cuts: 0 };
  return proxy;
}
