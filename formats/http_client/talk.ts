/**
 * Questions to the gallery interface of a server, in JSON, and what its answers mean.
 * @module
 */
import {
  API_PREFIX,
  type FacepipeError,
  type JsonObject,
  MalformedResponseError,
  Mismatch,
  RemoteError,
  type StatedError,
} from "../../core/mod.ts";
import { Connection, type ConnectionOptions, type HttpAnswer, type HttpQuestion } from "./connection.ts";
import { asking, type Failed, type Repeat } from "./retries.ts";

/** A question. */
export interface Question<T> {
  readonly method: HttpQuestion["method"];
  /** Path after the prefix, with its query. */
  readonly path: string;
  /** JSON, or a form with files. */
  readonly body?: JsonObject | FormData;
  readonly repeat: Repeat;
  readonly signal?: AbortSignal | undefined;
  /** Reads the answer; undefined where it has no body. @throws Mismatch. */
  read(value: unknown): T;
  /** Says whether an error means that an attempt before, of which no answer came, had done all. */
  readonly isDone?: (error: RemoteError) => boolean;
}

/** Speaks with a server. */
export class Talk {
  readonly #connection: Connection;

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
  }

  /**
   * Asks, again where that is safe.
   *
   * @throws RemoteError, MalformedResponseError; the reason of the signal when that fires.
   */
  async ask<T>(question: Question<T>): Promise<T> {
    const sent = await encoded(question);
    const { signal, repeat, isDone } = question;
    let lost = false;
    return asking(repeat, signal, async () => {
      const result = await this.#attempt(sent, question);
      if ("value" in result) return result;
      const { error } = result;
      if (lost && error instanceof RemoteError && isDone?.(error)) return { value: question.read(undefined) };
      lost ||= error instanceof MalformedResponseError;
      return result;
    });
  }

  async #attempt<T>(sent: HttpQuestion, question: Question<T>): Promise<{ readonly value: T } | Failed> {
    try {
      return this.#valueOf(await this.#connection.ask(sent, question.signal), question);
    } catch (error) {
      return { error };
    }
  }

  close(): void {
    this.#connection.close();
  }

  #valueOf<T>(answer: HttpAnswer, { read }: Question<T>): { readonly value: T } | Failed {
    const { status, retryAfter } = answer;
    const isGood = status >= 200 && status < 300;
    const isEmpty = isGood && answer.body.length === 0;
    const value = isEmpty ? undefined : this.#json(answer);
    if (!isGood) return { error: this.#stated(status, value), retryAfter };
    try {
      return { value: read(value) };
    } catch (thrown) {
      if (thrown instanceof Mismatch) throw this.#unreadable(thrown.message, status);
      throw thrown;
    }
  }

  #stated(status: number, value: unknown): FacepipeError {
    const stated = value as StatedError | null;
    if (status >= 400 && typeof stated?.code === "string") return new RemoteError(status, stated);
    return this.#unreadable(`it has status ${status} and states no error`, status);
  }

  #json({ status, type, body }: HttpAnswer): unknown {
    if (status >= 300 && status < 400) throw this.#unreadable("it leads to another address", status);
    if (!/^application\/json\b/i.test(type)) throw this.#unreadable("it is no JSON", status);
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    } catch (cause) {
      throw this.#unreadable("it is no JSON", status, new SyntaxError("no JSON", { cause }));
    }
  }

  #unreadable(reason: string, status: number, cause?: unknown): MalformedResponseError {
    const message = `Cannot read the answer of server ${this.#connection.name}: ${reason}`;
    return new MalformedResponseError(message, { status, cause });
  }
}

async function encoded({ method, path, body }: Question<unknown>): Promise<HttpQuestion> {
  const question = { method, path: `${API_PREFIX.slice(1)}${path}` };
  if (body === undefined) return question;
  if (!(body instanceof FormData))
    return { ...question, type: "application/json", body: Buffer.from(JSON.stringify(body)) };
  const form = new Response(body);
  const type = form.headers.get("content-type")!;
  return { ...question, type, body: new Uint8Array(await form.arrayBuffer()) };
}
