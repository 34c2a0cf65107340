/**
 * A queue in front of something scarce that many callers share: who asks for much waits behind who
 * asks for little.
 * @module
 */
import { FacepipeError } from "./errors.ts";

/** How a {@linkcode FairQueue} works. */
export interface FairQueueOptions {
  /** What is done at once, by all callers. */
  readonly atOnce: number;
  /** What is done at once for one caller. Default: `atOnce`. */
  readonly atOnceEach?: number;
  /** What may wait, of all callers. */
  readonly waiting: number;
  /** What cannot be done when too much waits, as in "Cannot detect faces". */
  readonly purpose: string;
}

interface Waiting {
  start(): void;
  refuse(error: unknown): void;
}

/**
 * Does so much at once. Callers take turns: each turn begins the oldest work of the next caller that
 * has any. Where too much waits, the last work of the caller with the most is refused.
 *
 * @example
 * ```ts
 * import { FairQueue } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const queue = new FairQueue({ atOnce: 1, waiting: 10, purpose: "count" });
 * const order: string[] = [];
 * const work = (name: string) => queue.run(name[0]!, async () => void order.push(name));
 * await Promise.all(["a1", "a2", "a3", "b1"].map(work));
 * assert.deepEqual(order, ["a1", "a2", "b1", "a3"]);
 * ```
 */
export class FairQueue {
  readonly #options: FairQueueOptions;
  /** What waits, by caller; the caller whose turn is next comes first. */
  readonly #lines = new Map<string, Waiting[]>();
  readonly #running = new Map<string, number>();
  #active = 0;
  #waiting = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /** What is being done. */
  get active(): number {
    return this.#active;
  }

  /** What waits. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Does work when its turn comes.
   *
   * @param caller Who asks.
   * @param signal Takes the work out of the queue, as long as it has not begun.
   * @throws FacepipeError OVER_CAPACITY where too much waits; the reason of the signal; as the work does.
   */
  async run<T>(caller: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    await this.#turn(caller, signal);
    try {
      return await work();
    } finally {
      this.#active--;
      this.#count(caller, -1);
      this.#next();
    }
  }

  #turn(caller: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#drop(caller, entry);
        reject(signal?.reason);
      };
      const settled = (settle: () => void) => () => {
        signal?.removeEventListener("abort", leave);
        settle();
      };
      const entry: Waiting = {
        start: settled(resolve),
        refuse: (error) => settled(() => reject(error))(),
      };
      signal?.addEventListener("abort", leave, { once: true });
      const line = this.#lines.get(caller);
      if (line) line.push(entry);
      else this.#lines.set(caller, [entry]);
      this.#waiting++;
      this.#next();
      if (this.#waiting > this.#options.waiting) this.#refuseOne();
    });
  }

  /** Begins what can begin. */
  #next(): void {
    const { atOnce, atOnceEach = atOnce } = this.#options;
    for (const [caller, line] of this.#lines) {
      if (this.#active >= atOnce) return;
      if ((this.#running.get(caller) ?? 0) >= atOnceEach) continue;
      const entry = line.shift()!;
      this.#lines.delete(caller);
      // Behind all others, where the iteration finds it again.
      if (line.length > 0) this.#lines.set(caller, line);
      this.#waiting--;
      this.#active++;
      this.#count(caller, 1);
      entry.start();
    }
  }

  #count(caller: string, change: number): void {
    const count = (this.#running.get(caller) ?? 0) + change;
    if (count > 0) this.#running.set(caller, count);
    else this.#running.delete(caller);
  }

  #drop(caller: string, entry: Waiting): void {
    const line = this.#lines.get(caller) ?? [];
    const place = line.indexOf(entry);
    if (place < 0) return;
    line.splice(place, 1);
    this.#waiting--;
    if (line.length === 0) this.#lines.delete(caller);
  }

  #refuseOne(): void {
    const [[caller, line]] = [...this.#lines].sort(([, a], [, b]) => b.length - a.length) as [
      [string, Waiting[]],
    ];
    const last = line.at(-1)!;
    this.#drop(caller, last);
    last.refuse(
      new FacepipeError("OVER_CAPACITY", `Cannot ${this.#options.purpose}: too many others wait, try again`),
    );
  }
}
