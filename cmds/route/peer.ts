/**
 * Calls between a thread and the one that started it, both ways over one pair of ports.
 * @module
 */
import { FacepipeError, reasonOf, receivedError, type SentError, sentError } from "../../core/mod.ts";

/** Either end of the connection: a Worker, or the thread's own port. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listen: (message: Message) => void): unknown;
  on(event: "messageerror", listen: (error: Error) => void): unknown;
}

interface Call {
  readonly call: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Answer {
  /** The number of the call. */
  readonly answer: number;
  readonly result?: unknown;
  readonly error?: SentError;
}

type Message = (Call & { readonly answer?: never }) | (Answer & { readonly name?: never });

interface Pending {
  resolve(result: unknown): void;
  reject(reason: unknown): void;
}

/** One side of a connection: calls the other side, and answers its calls. */
export class Peer {
  readonly #port: Port;
  readonly #answer: (name: string, args: readonly unknown[]) => Promise<unknown>;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  #ended: FacepipeError | undefined;

  /** @param answer Does what the other side asks for. */
  constructor(port: Port, answer: (name: string, args: readonly unknown[]) => Promise<unknown>) {
    this.#port = port;
    this.#answer = answer;
    port.on("message", (message) => this.#receive(message));
    // It does not say which call it belongs to.
    port.on("messageerror", (error) => this.end(unreadable(error)));
  }

  /**
   * Calls the other side.
   *
   * @throws FacepipeError as thrown there; BAD_PARAM for arguments that cannot be sent; what
   * {@linkcode Peer.end} was given.
   */
  call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const call = this.#calls++;
    const answer = new Promise((resolve, reject) => this.#pending.set(call, { resolve, reject }));
    try {
      this.#port.postMessage({ call, name, args } satisfies Message);
    } catch (thrown) {
      this.#pending.get(call)!.reject(unsendable(name, thrown));
      this.#pending.delete(call);
    }
    // Whoever calls may not come to wait for the answer.
    answer.catch(() => {});
    return answer;
  }

  /** Fails all calls that wait, and those to come. */
  end(reason: FacepipeError): void {
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }

  /** What a plugin sends by itself is none of our messages, and means nothing. */
  #receive(message: Message | null | undefined): void {
    if (typeof message?.name === "string") void this.#reply(message);
    else if (typeof message?.answer === "number") this.#settle(message);
  }

  async #reply({ call, name, args }: Call): Promise<void> {
    try {
      const result = await this.#answer(name, args);
      try {
        this.#port.postMessage({ answer: call, result } satisfies Message);
      } catch (thrown) {
        throw unsendable(name, thrown);
      }
    } catch (thrown) {
      this.#port.postMessage({ answer: call, error: sentError(thrown) } satisfies Message);
    }
  }

  #settle({ answer, result, error }: Answer): void {
    const pending = this.#pending.get(answer);
    this.#pending.delete(answer);
    if (error) pending?.reject(receivedError(error));
    else pending?.resolve(result);
  }
}

function unsendable(name: string, cause: unknown): FacepipeError {
  return new FacepipeError("BAD_PARAM", `Cannot call ${name}: ${reasonOf(cause)}`, { cause });
}

function unreadable(cause: unknown): FacepipeError {
  return new FacepipeError("UNKNOWN_ERROR", `Cannot read an answer: ${reasonOf(cause)}`, { cause });
}
