/**
 * Turns that everybody takes who uses a store, in this process and others.
 *
 * Whose turn it is says a document of the system with a token. Who holds it gives it a new version now
 * and then; where it stays as it was for ten seconds, its process is gone, and the turn goes to
 * somebody else. Nobody compares clocks, and every store can do it, shards too.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { GalleryStore, ReadDocument } from "./store.ts";

/** Default of the time after which a turn ends whose holder says nothing, in milliseconds. */
const LEASE = 10_000;

/** Milliseconds between two looks whether a turn is over: random up to this, so that nobody starves. */
const LONGEST_PAUSE = 40;

/** Milliseconds to wait for a turn. */
const PATIENCE = 120_000;

/** The documents lie with those of the system. */
const SYSTEM = "";
const PREFIX = "facepipe.turn.";

/** The turns at the places of a store. */
export class StoreTurns {
  readonly #store: GalleryStore;
  /** The last turn of this process at each place: only one at a time has to wait for others. */
  readonly #last = new Map<string, Promise<void>>();

  readonly #lease: number;

  /** @param lease Milliseconds after which a turn ends whose holder says nothing. */
  constructor(store: GalleryStore, lease = LEASE) {
    this.#store = store;
    this.#lease = lease;
  }

  /**
   * Does `work` while nobody else has a turn at the place. A turn must not take another one at its place.
   *
   * @throws FacepipeError CONFLICT where others have the turn for two minutes; what the work throws.
   */
  async take<T>(place: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(place) ?? Promise.resolve()).then(() => this.#alone(place, work));
    const settled = turn.then(nothing, nothing);
    this.#last.set(place, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(place) === settled) this.#last.delete(place);
    }
  }

  async #alone<T>(place: string, work: () => Promise<T>): Promise<T> {
    const lease = new Lease(this.#store, PREFIX + place, this.#lease);
    await lease.take();
    try {
      return await work();
    } finally {
      await lease.giveBack();
    }
  }
}

function nothing(): void {}

/** A document that says whose turn it is. */
class Lease {
  readonly #store: GalleryStore;
  readonly #key: string;
  readonly #lease: number;
  readonly #body = JSON.stringify({ token: crypto.randomUUID() });
  #version = 1;
  #timer: ReturnType<typeof setInterval> | undefined;
  #renewal: Promise<unknown> = Promise.resolve();

  constructor(store: GalleryStore, key: string, lease: number) {
    this.#store = store;
    this.#key = key;
    this.#lease = lease;
  }

  async take(): Promise<void> {
    let seen: ReadDocument | undefined;
    let since = performance.now();
    for (const start = since; !(await this.#try(seen, since)); await pause()) {
      if (performance.now() - start > PATIENCE) {
        throw new FacepipeError("CONFLICT", "Cannot take a turn at persons: others do not end theirs");
      }
      const now = await this.#read();
      if (now?.body === seen?.body && now?.version === seen?.version) continue;
      [seen, since] = [now, performance.now()];
    }
    this.#timer = setInterval(() => this.#renew(), this.#lease / 5);
    this.#timer.unref?.();
  }

  async giveBack(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewal;
    // Where this fails the turn ends by itself, and what was done in it is done.
    await this.#store.removeDocument(SYSTEM, "counters", this.#key, this.#version).catch(nothing);
  }

  /** @param seen The turn of somebody else, the same since `since`; undefined where there seems to be none. */
  #try(seen: ReadDocument | undefined, since: number): Promise<boolean> | boolean {
    if (!seen) return this.#store.insertDocument(SYSTEM, "counters", this.#document(1));
    return performance.now() - since > this.#lease && this.#replace(seen.version + 1);
  }

  async #read(): Promise<ReadDocument | undefined> {
    const query = { keys: [this.#key], conditions: [], limit: 1 };
    return (await this.#store.pageDocuments(SYSTEM, "counters", query)).rows[0];
  }

  #renew(): void {
    this.#renewal = this.#renewal.then(() => this.#replace(this.#version + 1)).catch(nothing);
  }

  async #replace(version: number): Promise<boolean> {
    const isMine = await this.#store.replaceDocument(SYSTEM, "counters", this.#document(version));
    if (isMine) this.#version = version;
    return isMine;
  }

  #document(version: number) {
    return { key: this.#key, body: this.#body, terms: [], version };
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_PAUSE));
}
