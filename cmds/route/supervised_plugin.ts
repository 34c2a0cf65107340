/**
 * A plugin under supervision: one call at a time, a new thread where one ended, and no more calls
 * where it fails again and again.
 * @module
 */
import {
  checkFeatures,
  type EventRequest,
  type Face,
  FacepipeError,
  type Json,
  type PluginFeature,
  type RoutePlugin,
  readResult,
} from "../../core/mod.ts";
import { PluginThread, type PluginThreadOptions } from "./plugin_thread.ts";

/** Longest time of a shutdown whose plugin is stopped because it failed, in milliseconds. */
const FAILED_SHUTDOWN_MS = 1000;

/** How a plugin is supervised. */
export interface SupervisionOptions extends Omit<PluginThreadOptions, "onDeath"> {
  /** Events in a row that fail before the plugin is put aside; 0: never. */
  readonly maxFailures: number;
  /** Tells people something. */
  readonly note: (message: string) => void;
}

/** A plugin of the `route` stage. */
export class SupervisedPlugin implements RoutePlugin {
  readonly name: string;
  readonly #options: SupervisionOptions;
  #thread: PluginThread | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #unprepared = new WeakMap<EventRequest, FacepipeError>();
  #busy = false;
  #failures = 0;
  #state: "running" | "aside" | "stopped" = "running";

  constructor(options: SupervisionOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** Activates the plugin for the first time. @throws FacepipeError as its module or `activate` does. */
  async start(): Promise<void> {
    await this.#inTurn(async () => undefined);
  }

  async preprocess(request: EventRequest): Promise<readonly PluginFeature[]> {
    try {
      const ask = async (thread: PluginThread) => checkFeatures(await thread.call("preprocess", request));
      return (await this.#inTurn(ask)) ?? [];
    } catch (thrown) {
      this.#unprepared.set(request, thrown as FacepipeError);
      return [];
    }
  }

  async process(request: EventRequest, photo: Uint8Array | undefined, face: Face): Promise<Json | undefined> {
    try {
      const failed = this.#unprepared.get(request);
      if (failed && this.#state === "running") throw failed;
      const result = await this.#inTurn((thread) => thread.call("process", request, photo, face));
      const value = readResult(result);
      this.#failures = 0;
      return value;
    } catch (thrown) {
      const reason = thrown as FacepipeError;
      await this.#count(reason);
      throw this.#failure("run", reason, ` on face ${request.faceId}`);
    }
  }

  /**
   * Shuts the plugin down, even where a call has not ended; may be called again.
   *
   * @param ms Longest time that the plugin gets for it.
   * @returns What went wrong.
   */
  async stop(ms: number): Promise<FacepipeError | undefined> {
    if (this.#state === "stopped") return undefined;
    this.#state = "stopped";
    const reason = await this.#thread?.stop(ms);
    return reason && this.#failure("shut down", reason);
  }

  /**
   * Calls take turns, so that the time of each is its own and one that hangs takes no other with it.
   * Nothing is called, and nothing comes back, where the plugin does not run any more.
   */
  #inTurn<T>(call: (thread: PluginThread) => Promise<T>): Promise<T | undefined> {
    const turn = this.#last.then(async () => {
      if (this.#state !== "running") return undefined;
      this.#busy = true;
      try {
        return await call(await this.#running());
      } finally {
        this.#busy = false;
        if (this.#thread?.stuck) await this.#giveUpThread();
      }
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #running(): Promise<PluginThread> {
    if (this.#thread?.alive) return this.#thread;
    const thread = new PluginThread({
      ...this.#options,
      onDeath: (reason) => this.#noteDeath(reason),
    });
    // Known before it is active, so that it can be stopped whatever it does.
    this.#thread = thread;
    await thread.activate();
    return thread;
  }

  /** A call that was under way fails and says so itself. */
  #noteDeath(reason: FacepipeError): void {
    if (this.#busy) return;
    this.#options.note(`Plugin ${this.name} stopped, and starts again: ${reason.message}`);
    void this.#count(reason);
  }

  async #giveUpThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.stop(FAILED_SHUTDOWN_MS);
  }

  async #count(reason: FacepipeError): Promise<void> {
    this.#failures++;
    const { maxFailures, note } = this.#options;
    if (this.#state !== "running" || maxFailures === 0 || this.#failures < maxFailures) return;
    this.#state = "aside";
    note(`Plugin ${this.name} is put aside after ${this.#failures} failures in a row: ${reason.message}`);
    await this.#giveUpThread();
  }

  #failure(verb: string, { code, message }: FacepipeError, what = ""): FacepipeError {
    return new FacepipeError(code, `Cannot ${verb} plugin ${this.name}${what}: ${message}`, {
      param: "plugin",
      value: this.name,
    });
  }
}
