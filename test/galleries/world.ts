/**
 * What the suite of galleries works in: a store that some factory makes, users of their own for each
 * test, and a clock that the tests set.
 * @module
 */
import assert from "node:assert/strict";
import {
  type Client,
  type ErrorCode,
  FacepipeError,
  type GalleriesOptions,
  type GalleryStore,
  galleriesOver,
  type OpenGalleries,
  type UserDocument,
} from "../../core/mod.ts";

/** A place where a store can be opened, several times at once too. */
export interface StorePlace {
  open(): Promise<GalleryStore>;
  /** Whether these bytes are anywhere in what the store keeps; undefined where that cannot be known. */
  holds?(bytes: Uint8Array): boolean;
  remove(): Promise<void>;
}

/** Makes an empty place. */
export type NewPlace = () => Promise<StorePlace>;

/** A store and what tests need around it. */
export interface World {
  readonly place: StorePlace;
  readonly store: GalleryStore;
  readonly clock: { now: Date };
  /** Everything over the store, with other options. */
  over(options?: GalleriesOptions): OpenGalleries;
  readonly all: OpenGalleries;
  newUser(): Promise<UserDocument>;
  /** A client of a new user. */
  newClient(): Promise<Client>;
  close(): Promise<void>;
}

/** Half of one plus the cosine: confidences that can be computed in the head. */
export const HALF = {
  toConfidence: (cosine: number) => (1 + cosine) / 2,
  toCosine: (confidence: number) => 2 * confidence - 1,
};

/** Puts something between tests and galleries, to be closed with the world. */
export type Through = (galleries: OpenGalleries) => OpenGalleries;

/** Opens a world. */
export async function openWorld(newPlace: NewPlace, through?: Through): Promise<World> {
  const place = await newPlace();
  const store = await place.open();
  const clock = { now: new Date("2026-03-08T12:00:00.000Z") };
  const between: OpenGalleries[] = [];
  const over = (options: GalleriesOptions = {}) => {
    const galleries = galleriesOver(store, { scaleOf: () => HALF, now: () => clock.now, ...options });
    if (!through) return galleries;
    between.push(through(galleries));
    return between.at(-1)!;
  };
  const all = over();
  const newUser = async () => (await all.documents.users.add({ name: "somebody" })).user;
  return {
    place,
    store,
    clock,
    over,
    all,
    newUser,
    newClient: async () => all.client(await newUser()),
    async close() {
      await Promise.all(between.map((galleries) => galleries.close()));
      await store.close();
      await place.remove();
    },
  };
}

/** The embedder of the tests' vectors. */
export const EMBEDDER = "tiny@0123456789ab";

/** A face with a vector of unit length along the given one. */
export function face(...values: number[]): { embedder: string; embedding: Float32Array } {
  const length = Math.hypot(...values);
  return { embedder: EMBEDDER, embedding: Float32Array.from(values, (value) => value / length) };
}

/** Asserts that a call fails with a code, and names a parameter. */
export async function fails(call: () => Promise<unknown>, code: ErrorCode, param?: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof FacepipeError, String(error));
    assert.equal(error.code, code, error.message);
    if (param !== undefined) assert.equal(error.param, param, error.message);
    assert.match(error.message, /^Cannot [^\n]*[^.]$/);
    return true;
  });
}

/** All of an async iterable. */
export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
