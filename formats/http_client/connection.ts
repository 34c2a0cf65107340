/**
 * One question over HTTP, and its answer: kept connections, no redirects, nothing larger than allowed.
 * @module
 */
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { MalformedResponseError, reasonOf } from "../../core/mod.ts";

/** What is sent. */
export interface HttpQuestion {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path after the server's address, and query. */
  readonly path: string;
  readonly type?: string;
  readonly body?: Uint8Array;
}

/** What comes back. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  /** Seconds after which to ask again, where the server says so. */
  readonly retryAfter: number | undefined;
  readonly body: Uint8Array;
}

/** How a {@linkcode Connection} asks. */
export interface ConnectionOptions {
  /** With a slash at the end. */
  readonly address: URL;
  readonly token?: string;
  /** Milliseconds of silence after which an answer is given up. */
  readonly silence: number;
  /** Bytes that an answer may have. */
  readonly maxBytes: number;
}

/** Connections at once; more questions wait. */
const MAX_SOCKETS = 16;

/** Milliseconds after which a connection that nobody uses is closed: before servers close it, which would lose a question. */
const IDLE_TIME = 10_000;

/** Connections to a server. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #agent: HttpAgent;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const isSecure = options.address.protocol === "https:";
    const settings = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_TIME };
    this.#agent = isSecure ? new HttpsAgent(settings) : new HttpAgent(settings);
  }

  /** The server, for messages. */
  get name(): string {
    return this.#options.address.href.replace(/\/$/, "");
  }

  /**
   * Asks once.
   *
   * @throws MalformedResponseError where no answer comes, or only a part of one; the reason of the signal when that fires.
   */
  ask(question: HttpQuestion, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const sent = this.#send(question);
      const stop = () => fail(signal!.reason);
      const settle = () => signal?.removeEventListener("abort", stop);
      const fail = (reason: unknown) => {
        settle();
        sent.destroy();
        reject(reason);
      };
      signal?.addEventListener("abort", stop, { once: true });
      sent.setTimeout(this.#options.silence, () => fail(this.#failure("it does not answer")));
      sent.on("error", (cause) => fail(this.#failure(networkReason(cause), cause)));
      sent.once("response", (response) =>
        this.#read(response).then((answer) => {
          settle();
          resolve(answer);
        }, fail),
      );
    });
  }

  /** Closes all connections. */
  close(): void {
    this.#agent.destroy();
  }

  #send({ method, path, type, body }: HttpQuestion): ClientRequest {
    const { address, token } = this.#options;
    const headers = {
      accept: "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(type !== undefined && { "content-type": type }),
      ...(body ? { "content-length": body.length } : {}),
    };
    const request = address.protocol === "https:" ? requestHttps : requestHttp;
    const sent = request(new URL(path, address), { method, headers, agent: this.#agent });
    sent.end(body);
    return sent;
  }

  async #read(response: IncomingMessage): Promise<HttpAnswer> {
    const { statusCode: status = 0, headers } = response;
    const { maxBytes } = this.#options;
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const part of response as AsyncIterable<Buffer>) {
        bytes += part.length;
        if (bytes > maxBytes)
          throw this.#failure(`its answer has more than ${maxBytes} bytes`, undefined, status);
        parts.push(part);
      }
    } catch (cause) {
      if (cause instanceof MalformedResponseError) throw cause;
      throw this.#failure("its answer breaks off", cause, status);
    }
    const retryAfter = Number(headers["retry-after"] || Number.NaN);
    return {
      status,
      type: headers["content-type"] ?? "",
      retryAfter: retryAfter >= 0 ? retryAfter : undefined,
      body: Buffer.concat(parts, bytes),
    };
  }

  #failure(reason: string, cause?: unknown, status?: number): MalformedResponseError {
    return new MalformedResponseError(`Cannot use server ${this.name}: ${reason}`, { cause, status });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "it closed the connection",
  EPIPE: "it closed the connection",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "the host's name cannot be looked up",
  ETIMEDOUT: "it cannot be reached",
  EHOSTUNREACH: "it cannot be reached",
  ENETUNREACH: "it cannot be reached",
  EPROTO: "it does not speak TLS there",
  HPE_INVALID_CONSTANT: "it does not speak HTTP there",
};

function networkReason(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ""] ?? reasonOf(error);
}
