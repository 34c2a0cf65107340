/**
 * Events on their way from callers that wait for an answer to a stage that reads a stream.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { Face, FaceRecord } from "../records.ts";

/** How much an {@linkcode EventQueue} takes. */
export interface EventQueueOptions {
  /** Events that may wait to be read. Default: 256. */
  readonly waiting?: number;
  /** Bytes of their photos and crops. Default: 256 MiB. */
  readonly bytes?: number;
  /** True where an event is answered when it was handled, otherwise as soon as it waits in line. */
  readonly answers: boolean;
}

interface Answer {
  resolve(records: readonly FaceRecord[]): void;
  reject(reason: FacepipeError): void;
}

/** Events in the order in which they come. */
export class EventQueue {
  readonly #options: Required<EventQueueOptions>;
  readonly #waiting: Face[] = [];
  /** Of the events that wait or are in work, the oldest first. */
  readonly #answers: Answer[] = [];
  #bytes = 0;
  #ended: FacepipeError | undefined;
  #wake = () => {};

  constructor(options: EventQueueOptions) {
    this.#options = { waiting: 256, bytes: 256 * 2 ** 20, ...options };
  }

  /** True where events are answered when they were handled. */
  get answers(): boolean {
    return this.#options.answers;
  }

  /**
   * Adds an event.
   *
   * @returns What it became: its record, and error records. Empty where events are not answered.
   * @throws FacepipeError OVER_CAPACITY where too much waits, SERVICE_UNAVAILABLE after the end, and
   * what {@linkcode EventQueue.end} was given for events that were not handled until then.
   */
  async add(face: Face): Promise<readonly FaceRecord[]> {
    if (this.#ended) throw this.#ended;
    const { waiting, bytes, answers } = this.#options;
    if (this.#waiting.length >= waiting || this.#bytes + weightOf(face) > bytes)
      throw new FacepipeError("OVER_CAPACITY", "Cannot take the event: too many wait, try again");
    this.#waiting.push(face);
    this.#bytes += weightOf(face);
    this.#wake();
    if (!answers) return [];
    return new Promise((resolve, reject) => this.#answers.push({ resolve, reject }));
  }

  /** The events; ends when the queue did and all were read. */
  async *events(): AsyncIterable<Face> {
    for (;;) {
      const face = this.#waiting.shift();
      if (face) {
        this.#bytes -= weightOf(face);
        yield face;
      } else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  /** Answers the oldest event that was not answered yet. */
  handled(records: readonly FaceRecord[]): void {
    this.#answers.shift()?.resolve(records);
  }

  /**
   * Takes no more events.
   *
   * @param reason Given to whoever still waits for an answer; without it, all are still handled.
   */
  end(reason?: FacepipeError): void {
    this.#ended ??= reason ?? new FacepipeError("SERVICE_UNAVAILABLE", "Cannot take the event: it stops");
    if (reason) for (const answer of this.#answers.splice(0)) answer.reject(reason);
    this.#wake();
  }
}

function weightOf({ bytes, crop }: Face): number {
  return (bytes?.length ?? 0) + (crop?.length ?? 0);
}
