/**
 * A plugin that runs in a thread of its own, where it can do no harm: what it throws, waits for or
 * never finishes ends with its thread.
 *
 * In the thread of the command itself, an endless loop, an exception in a timer or process.exit would
 * end everything, and nobody could tell whose it was. A process for each plugin would be as safe, but
 * signals of the terminal would reach it, too. Galleries stay on this side, behind messages: so
 * there is one connection to the store, and no native code runs in a thread that may have to be
 * terminated, which could take the whole process with it.
 * @module
 */
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { FacepipeError, orLate, reasonOf } from "../../core/mod.ts";
import type { ContextCalls } from "./context_calls.ts";
import { Peer } from "./peer.ts";

/** What a thread is started with. */
export interface PluginThreadOptions {
  /** Path of the plugin's module. */
  readonly file: string;
  readonly name: string;
  /** Longest time of a call, in milliseconds. */
  readonly timeout: number;
  /** Makes what answers the plugin's calls. */
  readonly context: () => ContextCalls;
  /** Told what the plugin says, line by line. */
  readonly log: (line: string) => void;
  /** Told why the thread ended by itself. */
  readonly onDeath: (reason: FacepipeError) => void;
}

const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "./plugin_worker.ts" : "./plugin_worker.js",
  import.meta.url,
);

/** A thread has to start and modules have to load, however short the plugin's calls are. */
const LEAST_ACTIVATION_MS = 5000;

/** The thread of a plugin. */
export class PluginThread {
  readonly #worker: Worker;
  readonly #peer: Peer;
  readonly #timeout: number;
  #failure: unknown;
  #stuck = false;
  #stopping: Promise<void> | undefined;

  constructor({ file, name, timeout, context, log, onDeath }: PluginThreadOptions) {
    this.#timeout = timeout;
    const calls = context();
    // Standard output is for records; what the plugin prints is a message.
    this.#worker = new Worker(WORKER, { workerData: { file, name }, stdout: true, stderr: true });
    for (const output of [this.#worker.stdout, this.#worker.stderr])
      createInterface({ input: output }).on("line", log);
    this.#peer = new Peer(this.#worker, async (method, args) =>
      method === "log" ? log(String(args[0])) : calls.answer(method, args),
    );
    this.#worker.on("error", (thrown) => {
      this.#failure = thrown;
    });
    this.#worker.on("exit", (code) => {
      calls.close();
      const reason = this.#causeOfDeath(code);
      this.#peer.end(reason);
      if (!this.#stopping) onDeath(reason);
      this.#stopping ??= Promise.resolve();
    });
  }

  /** Loads and activates the plugin; where that fails, the thread is ended. @throws FacepipeError as {@linkcode PluginThread.call}. */
  async activate(): Promise<void> {
    try {
      await this.#within(Math.max(this.#timeout, LEAST_ACTIVATION_MS), "activate");
    } catch (thrown) {
      await this.terminate();
      throw thrown;
    }
  }

  /** False where the thread ended or is ending. */
  get alive(): boolean {
    return this.#stopping === undefined;
  }

  /** True where a call took too long; it may never end. */
  get stuck(): boolean {
    return this.#stuck;
  }

  /**
   * Calls a method of the plugin.
   *
   * @throws FacepipeError as the plugin does; OVER_CAPACITY where it takes too long;
   * UNKNOWN_ERROR where its thread ends.
   */
  call(method: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.#within(this.#timeout, method, ...args);
  }

  /**
   * Shuts the plugin down and ends the thread; never fails.
   *
   * @param ms Longest time that the plugin gets for it.
   * @returns What went wrong.
   */
  async stop(ms: number): Promise<FacepipeError | undefined> {
    if (!this.alive) return undefined;
    const said = this.#peer.call("shutdown").then(
      () => undefined,
      (thrown) => thrown as FacepipeError,
    );
    const outcome = await orLate(said, ms);
    await this.terminate();
    if (outcome !== "late") return outcome;
    return new FacepipeError("OVER_CAPACITY", `shutdown takes longer than ${ms / 1000} s`);
  }

  /** Ends the thread, whatever it is doing. */
  terminate(): Promise<void> {
    this.#stopping ??= this.#worker.terminate().then(() => undefined);
    return this.#stopping;
  }

  async #within(ms: number, method: string, ...args: readonly unknown[]): Promise<unknown> {
    const result = await orLate(this.#peer.call(method, ...args), ms);
    if (result !== "late") return result;
    this.#stuck = true;
    throw new FacepipeError("OVER_CAPACITY", `${method} takes longer than ${ms / 1000} s`);
  }

  #causeOfDeath(code: number): FacepipeError {
    const failure = this.#failure;
    if ((failure as NodeJS.ErrnoException | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY")
      return new FacepipeError("OVER_CAPACITY", "its thread ran out of memory");
    const reason = failure === undefined ? `it ended its thread with code ${code}` : reasonOf(failure);
    return new FacepipeError("UNKNOWN_ERROR", reason);
  }
}
