/**
 * What a plugin of `route` is, and what it is given to work with.
 * @module
 */
import type { Feature } from "../analysis.ts";
import type { Box, Json } from "../fields.ts";
import type { Client } from "../galleries/client.ts";
import type { CameraStore, PersonStore } from "../galleries/document_stores.ts";
import type { UserRef } from "../galleries/documents.ts";
import type { Uint64 } from "../galleries/ids.ts";
import type { Face } from "../records.ts";

/** What a plugin can ask for: `facen` is the vector, the others are estimates. */
export type PluginFeature = "facen" | Feature;

/** What is known of an event before anything is computed. */
export type EventRequest = Readonly<
  Pick<
    Face,
    "faceId" | "path" | "camId" | "timestamp" | "bsType" | "labels" | "eventId" | "detectorParams" | "score"
  >
>;

/**
 * A plugin. Its methods are called one at a time, for the events in their order; `preprocess` may
 * run ahead of `process` by some events. What throws or takes too long counts as a failure of
 * this plugin for this event, and harms nobody else.
 */
export interface Plugin {
  /** Says what `process` needs of an event; an empty list where what is known of it is enough. */
  preprocess(
    request: EventRequest,
    labels: readonly string[],
  ): readonly PluginFeature[] | Promise<readonly PluginFeature[]>;
  /**
   * Handles an event.
   *
   * @param photo Bytes of the photo's file; undefined where it cannot be read here.
   * @param bbox Box of the face in pixels of the upright photo, where it is known.
   * @param eventId Id of the event; where the record has none, that of the face.
   * @param detection The face, with all that any plugin asked for: `embedding`, `features`.
   * @returns What goes into the record under the plugin's name: JSON with at most 1 MiB. Ids
   * (BigInt) become decimal strings. Nothing: no entry.
   */
  process(
    request: EventRequest,
    photo: Uint8Array | undefined,
    bbox: Box | undefined,
    eventId: string,
    detection: Face,
  ): PluginResult | Promise<PluginResult>;
  /**
   * Ends the plugin's own work; called once, when the stream ends, fails or is interrupted, or
   * the plugin is put aside or takes too long: then another call may still be waiting for something.
   */
  shutdown?(): void | Promise<void>;
}

/** What `process` may give back. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return statement gives void
export type PluginResult = Json | object | bigint | undefined | void;

/** A store of documents without the first argument of its methods: they are those of the plugin's user. */
export type OwnDocuments<S> = {
  readonly [M in Exclude<keyof S, "wrapInModel">]: S[M] extends (user: UserRef, ...rest: infer A) => infer R
    ? (...rest: A) => R
    : never;
};

/** What a plugin works with. */
export interface PluginContext {
  /** The plugin's name: that of its file without the extension. */
  readonly name: string;
  /** Galleries of the user that `route` runs for. */
  readonly galleries: Client;
  readonly persons: OwnDocuments<PersonStore>;
  readonly cameras: OwnDocuments<CameraStore>;
  /** A random id. */
  newId(): Uint64;
  /** The id that follows from a face's `faceId`, so that adding a face twice is noticed. */
  idOf(face: Pick<Face, "faceId">): Uint64;
  /** Tells people something, on standard error. */
  log(message: string): void;
}

/**
 * What a plugin's module exports as `activate`.
 *
 * @example
 * ```ts
 * import type { Activate } from "facepipe/core";
 *
 * export const activate: Activate = (ctx) => ({
 *   preprocess: (_request, labels) => (labels.includes("vip") ? ["facen"] : []),
 *   async process(_request, _photo, _bbox, _eventId, face) {
 *     if (!face.embedding) return;
 *     const [found] = await ctx.galleries.gallery("vip").identify([face]);
 *     return found?.matches.map(({ id, confidence }) => ({ id, confidence }));
 *   },
 * });
 * ```
 */
export type Activate = (ctx: PluginContext) => Plugin | Promise<Plugin>;
