/**
 * What a plugin in its thread works with: galleries, persons and cameras that the process answers for.
 * @module
 */
import {
  Client,
  type ClientBackend,
  type DocumentFilter,
  type FindOptions,
  type PluginContext,
  randomId,
  stableId,
  within,
} from "../../core/mod.ts";
import { GALLERY_METHODS, STORE_METHODS, type StoreName } from "./context_methods.ts";
import type { Peer } from "./peer.ts";

/** The context of a plugin. */
export function remoteContext(name: string, peer: Peer): PluginContext {
  const galleries = { ...remote(peer, "galleries", GALLERY_METHODS), close: async () => {} };
  return {
    name,
    galleries: new Client(galleries as unknown as ClientBackend),
    persons: remoteStore<PluginContext["persons"]>(peer, "persons"),
    cameras: remoteStore<PluginContext["cameras"]>(peer, "cameras"),
    newId: randomId,
    idOf: ({ faceId }) => stableId(faceId),
    log: (message) => void peer.call("log", String(message)),
  };
}

function remoteStore<S>(peer: Peer, store: StoreName): S {
  const find = (filter?: DocumentFilter, options?: FindOptions) => documents(peer, store, filter, options);
  return { ...remote(peer, store, STORE_METHODS[store]), find } as S;
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

function remote(peer: Peer, target: string, methods: readonly string[]): Record<string, Method> {
  return Object.fromEntries(
    methods.map((method) => [method, (...args) => abortable(peer, `${target}.${method}`, args)]),
  );
}

async function* documents(
  peer: Peer,
  store: StoreName,
  filter?: DocumentFilter,
  options?: FindOptions,
): AsyncGenerator<unknown> {
  const reader = await abortable(peer, `${store}.find`, [filter, options]);
  const { signal } = options ?? {};
  const next = () => peer.call("next", reader);
  try {
    for (;;) {
      const page = (await (signal ? within({ signal }, "read documents", next) : next())) as unknown[];
      if (page.length === 0) return;
      yield* page;
    }
  } finally {
    void peer.call("stop", reader);
  }
}

/** Signals cannot be sent; whoever aborts no longer waits for the answer. */
function abortable(peer: Peer, name: string, args: readonly unknown[]): Promise<unknown> {
  const options = args.at(-1) as { signal?: AbortSignal } | undefined;
  if (!(options?.signal instanceof AbortSignal)) return peer.call(name, ...args);
  const { signal, ...rest } = options;
  return within({ signal }, name, () => peer.call(name, ...args.slice(0, -1), rest));
}
