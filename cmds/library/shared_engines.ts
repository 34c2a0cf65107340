/**
 * One engine for each detector, with all features that were asked for so far: whoever asks, no
 * combination of features opens the same networks twice.
 * @module
 */
import type { Feature } from "../../core/mod.ts";
import { type Engine, type EngineOptions, openEngine } from "../engine.ts";

interface Shared {
  readonly features: ReadonlySet<Feature>;
  readonly engine: Promise<Engine>;
  readonly closers: (() => void | Promise<void>)[];
  /** Calls that use it. */
  users: number;
  /** Another one has taken its place. */
  retired: boolean;
}

/** Engines that calls share. */
export class SharedEngines {
  readonly #options: EngineOptions;
  readonly #note: (message: string) => void;
  /** By the name of the detector's pack. */
  readonly #current = new Map<string, Shared>();
  readonly #open = new Set<Shared>();

  constructor(options: EngineOptions, note: (message: string) => void) {
    this.#options = options;
    this.#note = note;
  }

  /** Works with an engine that has at least these features. */
  async use<T>(
    detector: string | undefined,
    features: readonly Feature[],
    work: (engine: Engine) => Promise<T>,
  ): Promise<T> {
    const shared = this.#shared(detector ?? this.#options.model ?? "default", features);
    shared.users++;
    try {
      return await work(await shared.engine);
    } finally {
      shared.users--;
      if (shared.retired && shared.users === 0) await this.#close(shared);
    }
  }

  /** Closes all. */
  async close(): Promise<void> {
    this.#current.clear();
    for (const shared of this.#open) await this.#close(shared);
  }

  #shared(detector: string, wanted: readonly Feature[]): Shared {
    const known = this.#current.get(detector);
    if (known && wanted.every((feature) => known.features.has(feature))) return known;
    const features = new Set([...(known?.features ?? []), ...wanted]);
    const closers: Shared["closers"] = [];
    const engine = openEngine(
      { ...this.#options, detector, features: [...features].sort() },
      { note: this.#note, onExit: (close) => void closers.push(close) },
    );
    const shared: Shared = { features, engine, closers, users: 0, retired: false };
    this.#current.set(detector, shared);
    this.#open.add(shared);
    engine.then(
      () => known && this.#retire(known),
      () => this.#giveUp(detector, shared, known),
    );
    return shared;
  }

  #retire(shared: Shared): void {
    shared.retired = true;
    if (shared.users === 0) void this.#close(shared);
  }

  /** What could not be opened now may be there the next time. */
  #giveUp(detector: string, failed: Shared, before: Shared | undefined): void {
    if (this.#current.get(detector) === failed) {
      if (before && this.#open.has(before)) this.#current.set(detector, before);
      else this.#current.delete(detector);
    }
    void this.#close(failed);
  }

  async #close(shared: Shared): Promise<void> {
    this.#open.delete(shared);
    for (const close of shared.closers.splice(0)) await close();
  }
}
