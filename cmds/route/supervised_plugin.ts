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
  #failures = 0;
  #state: "running" | "aside" | "stopped" = "running";

  constructor(options: SupervisionOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** Activates the plugin for the first time. @throws FacepipeError as its module or `activate` does. */
  async start(): Promise<void> {
    await this.#running();
  }

  async preprocess(request: EventRequest): Promise<readonly PluginFeature[]> {
    const ask = async (thread: PluginThread) => checkFeatures(await thread.call("preprocess", request));
    return (await this.#inTurn(request, ask)) ?? [];
  }

  process(request: EventRequest, photo: Uint8Array | undefined, face: Face): Promise<Json | undefined> {
    return this.#inTurn(request, async (thread) => {
      const result = readResult(await thread.call("process", request, photo, face));
      this.#failures = 0;
      return result;
    });
  }

  /**
   * Shuts the plugin down, once its call is done or the time is over; may be called again.
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

  /** Calls take turns, so that the time of each is its own and one that hangs takes no other with it. */
  #inTurn<T>({ faceId }: EventRequest, call: (thread: PluginThread) => Promise<T>): Promise<T | undefined> {
    const turn = this.#last.then(() => this.#attempt(faceId, call));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #attempt<T>(faceId: string, call: (thread: PluginThread) => Promise<T>): Promise<T | undefined> {
    if (this.#state !== "running") return undefined;
    try {
      return await call(await this.#running());
    } catch (thrown) {
      const reason = thrown as FacepipeError;
      if (this.#thread?.stuck) await this.#giveUpThread();
      await this.#count(reason);
      throw this.#failure(`run`, reason, ` on face ${faceId}`);
    }
  }

  async #running(): Promise<PluginThread> {
    if (this.#thread?.alive) return this.#thread;
    this.#thread = await PluginThread.start({
      ...this.#options,
      onDeath: (reason) => this.#options.note(`Plugin ${this.name} stopped: ${reason.message}`),
    });
    return this.#thread;
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
