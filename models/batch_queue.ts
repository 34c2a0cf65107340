/**
 * Gathers runs of one picture each into runs of many, for devices that take many at nearly the
 * price of one. Whatever asks for a run before the next turn of the event loop shares it; while
 * a run keeps the thread busy, the tasks of the next one arrive.
 * @module
 */

/** Outputs by name. */
export type Outputs = Map<string, Float32Array>;

interface Waiting {
  readonly data: Float32Array;
  resolve(outputs: Outputs): void;
  reject(error: unknown): void;
}

/** Runs of one picture, gathered. */
export class BatchQueue {
  readonly #rows: number;
  readonly #runAll: (data: Float32Array) => Promise<Outputs>;
  #waiting: Waiting[] = [];
  #scheduled = false;
  /** Runs that have begun and are not yet done. */
  #running = 0;

  /**
   * @param rows Pictures in a run. Fewer are filled up with zeros: runs of one size give a picture
   * the same values whichever run it is in, and cost no planning anew.
   * @param runAll Runs that many pictures, one behind the other; its outputs likewise.
   */
  constructor(rows: number, runAll: (data: Float32Array) => Promise<Outputs>) {
    this.#rows = rows;
    this.#runAll = runAll;
  }

  /** True where nobody waits for a run. */
  get idle(): boolean {
    return this.#waiting.length === 0 && this.#running === 0;
  }

  /** The outputs of one picture. */
  run(data: Float32Array): Promise<Outputs> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ data, resolve, reject });
      if (this.#waiting.length >= this.#rows) return void this.#flush();
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        if (this.#waiting.length > 0) void this.#flush();
      });
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#rows);
    this.#running++;
    try {
      const length = batch[0]!.data.length;
      const data = new Float32Array(this.#rows * length);
      for (const [row, item] of batch.entries()) data.set(item.data, row * length);
      const outputs = await this.#runAll(data);
      for (const [row, item] of batch.entries()) item.resolve(rowOf(outputs, row, this.#rows));
    } catch (error) {
      for (const item of batch) item.reject(error);
    } finally {
      this.#running--;
    }
  }
}

/** The outputs of one picture of a run, in memory of their own, so that they can be sent by themselves. */
export function rowOf(outputs: Outputs, row: number, rows: number): Outputs {
  return new Map(
    [...outputs].map(([name, values]) => {
      const length = values.length / rows;
      return [name, values.slice(row * length, (row + 1) * length)];
    }),
  );
}
