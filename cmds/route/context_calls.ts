/**
 * Answers what plugins call: galleries, persons and cameras of one user, in the process's own store.
 * @module
 */
import {
  type Client,
  type ClientBackend,
  type DocumentFilter,
  type Documents,
  FacepipeError,
  type FindOptions,
} from "../../core/mod.ts";
import type { UserGalleries } from "../gallery/store_options.ts";
import { GALLERY_METHODS, STORE_METHODS, type StoreName } from "./context_methods.ts";

/** Documents that go over at a time. */
const PAGE = 100;

type Method = (...args: readonly unknown[]) => unknown;

/** Answers the calls of one plugin's thread. */
export class ContextCalls {
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #opened: Pick<UserGalleries, "documents" | "user">;
  readonly #readers = new Map<number, AsyncIterator<unknown>>();
  #read = 0;

  constructor(opened: Pick<UserGalleries, "client" | "documents" | "user">) {
    this.#opened = opened;
    this.#methods = new Map([
      ...methodsOf("galleries", backendOf(opened.client), GALLERY_METHODS),
      ...(Object.keys(STORE_METHODS) as StoreName[]).flatMap((name) => this.#storeMethods(name)),
      ["next", (reader) => this.#next(reader as number)],
      ["stop", (reader) => this.#stop(reader as number)],
    ]);
  }

  /** Does what a plugin asks for. @throws FacepipeError as the store does. */
  async answer(name: string, args: readonly unknown[]): Promise<unknown> {
    const method = this.#methods.get(name);
    if (!method) throw new FacepipeError("NOT_IMPLEMENTED", `Cannot call ${name}: there is no such method`);
    return method(...args);
  }

  /** Ends what is being read: the plugin's thread is gone. */
  close(): void {
    for (const reader of this.#readers.keys()) void this.#stop(reader).catch(() => {});
  }

  #storeMethods(name: StoreName): [string, Method][] {
    const { documents, user } = this.#opened;
    const store: Documents[StoreName] = documents[name];
    const own = Object.fromEntries(
      STORE_METHODS[name].map((method) => [
        method,
        (...args: readonly unknown[]) => (store as unknown as Record<string, Method>)[method]!(user, ...args),
      ]),
    );
    const find = (filter?: DocumentFilter, options?: FindOptions) => {
      const reader = this.#read++;
      this.#readers.set(reader, store.find(user, filter, options)[Symbol.asyncIterator]());
      return reader;
    };
    return methodsOf(name, { ...own, find: find as Method }, [...STORE_METHODS[name], "find"]);
  }

  async #next(reader: number): Promise<unknown[]> {
    const documents: unknown[] = [];
    while (documents.length < PAGE) {
      const next = await this.#readers.get(reader)?.next();
      if (next === undefined || next.done) break;
      documents.push(next.value);
    }
    if (documents.length < PAGE) this.#readers.delete(reader);
    return documents;
  }

  async #stop(reader: number): Promise<void> {
    const iterator = this.#readers.get(reader);
    this.#readers.delete(reader);
    await iterator?.return?.();
  }
}

function methodsOf(prefix: string, target: object, names: readonly string[]): [string, Method][] {
  const methods = target as Record<string, Method>;
  return names.map((name) => [`${prefix}.${name}`, (...args) => methods[name]!(...args)]);
}

/** A client as a backend of another client, which has it do its work. */
function backendOf(client: Client): Omit<ClientBackend, "close"> {
  return {
    listGalleries: (options) => client.listGalleries(options),
    createGallery: (name, wait) => client.gallery(name).create(wait),
    dropGallery: (name, wait) => client.gallery(name).drop(wait),
    metaTypes: (options) => client.metaTypes(options),
    listFaces: (name, options) => client.gallery(name).list(options),
    addFaces: (name, faces, wait) => client.gallery(name).addAll(faces, wait),
    getFace: (name, id, wait) => client.gallery(name).get(id, wait),
    updateFace: (name, id, update, wait) => client.gallery(name).update(id, update, wait),
    deleteFace: (name, id, wait) => client.gallery(name).delete(id, wait),
    identify: (name, faces, options) => client.gallery(name).identify(faces, options),
    detect: (request) => client.detect(request),
  };
}
