/**
 * HTTP requests as bytes, and what comes back.
 * @module
 */
import { connect } from "node:net";
import { TestPhoto, type Way } from "../tools/rest_server.ts";

/** A request before it becomes bytes. */
export interface RawRequest {
  readonly method: string;
  /** With its query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What came back: a status of 0 where nothing did. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** The bytes of a request. */
export function bytesOf({ method, target, headers, body }: RawRequest): Buffer {
  const lines = Object.entries({ host: "localhost", connection: "close", ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const length = body.length > 0 ? `content-length: ${body.length}\r\n` : "";
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join("")}${length}\r\n`, "latin1"),
    body,
  ]);
}

/** Header and body, or query, of parameters. */
export function encode(
  params: Readonly<Record<string, unknown>>,
  way: Way,
): { query: string; headers: Record<string, string>; body: Buffer } {
  const entries = Object.entries(params);
  const text = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  const texts = entries.map(([name, value]): [string, string] => [name, text(value).toWellFormed()]);
  if (way === "query")
    return { query: String(new URLSearchParams(texts)), headers: {}, body: Buffer.alloc(0) };
  if (way === "json")
    return {
      query: "",
      headers: { "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(params)),
    };
  if (way === "form") {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return { query: "", headers, body: Buffer.from(String(new URLSearchParams(texts))) };
  }
  const parts = entries.map(([name, value]) =>
    value instanceof TestPhoto
      ? part(`name="${name}"; filename="a.jpg"`, value.bytes)
      : part(`name="${name}"`, Buffer.from(text(value))),
  );
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  return { query: "", headers, body: Buffer.concat([...parts, Buffer.from("--b--\r\n")]) };
}

function part(disposition: string, value: Uint8Array): Buffer {
  const head = Buffer.from(`--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n`);
  return Buffer.concat([head, value, Buffer.from("\r\n")]);
}

/** Milliseconds after which a server that does not answer hangs, and after which nobody waits to be told more. */
const HANGS = 30_000;
const PATIENCE = 200;

/**
 * Sends bytes and waits until the server hangs up.
 *
 * @param isWhole Whether the bytes are a whole request. Where they may not be, no more follows after a moment.
 * @throws Error where the server does not hang up.
 */
export function send(address: string, bytes: Buffer, isWhole: boolean): Promise<RawAnswer> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    const hanging = setTimeout(() => {
      socket.destroy();
      const shown = bytes.subarray(0, 2_000).toString("latin1");
      const got = Buffer.concat(chunks).toString("latin1");
      reject(new Error(`the server neither answers nor hangs up: ${shown}\n→ ${got}`));
    }, HANGS);
    const giveUp = isWhole ? undefined : setTimeout(() => socket.end(), PATIENCE);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(hanging);
      clearTimeout(giveUp);
      const text = Buffer.concat(chunks).toString("utf8");
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0), text });
    });
    socket.write(bytes);
  });
}
