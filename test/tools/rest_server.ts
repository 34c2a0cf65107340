/**
 * A server in this process for tests over real HTTP, and the ways in which programs ask it.
 * @module
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { openServer, type RunningServer, type ServerSettings } from "../../cmds/library/http_service.ts";
import { TEST_MODELS } from "./default_pack.ts";
import { SAMPLE_PATHS } from "./networks.ts";

/** How parameters travel. */
export const WAYS = ["json", "form", "multipart", "query"] as const;

/** One of the {@linkcode WAYS}. */
export type Way = (typeof WAYS)[number];

/** A photo as tests have it: its bytes, and its name on the photo server. */
export class TestPhoto {
  readonly bytes: Uint8Array;
  readonly name: string;

  constructor(bytes: Uint8Array, name: string) {
    this.bytes = bytes;
    this.name = name;
  }
}

/** What came back. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers have shapes of their own
  readonly body: any;
}

/** A question. */
export interface Question {
  readonly token?: string | undefined;
  readonly way?: Way;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a server. Photos travel as files in multipart bodies, else by their address under `photos`. */
export async function ask(
  server: { readonly address: string },
  method: string,
  path: string,
  { token, way = "query", params = {}, headers = {} }: Question = {},
  photos = "",
): Promise<Got> {
  const values = Object.entries(params).map(
    ([name, value]) =>
      [name, value instanceof TestPhoto && way !== "multipart" ? `${photos}/${value.name}` : value] as const,
  );
  const texts = values.map(([name, value]): [string, string] => [name, textOf(value)]);
  const url = new URL(server.address + path);
  const request: RequestInit & { headers: Record<string, string> } = { method, headers: { ...headers } };
  if (token !== undefined) request.headers.authorization = `Token ${token}`;
  if (way === "json" && values.length > 0) {
    request.headers["content-type"] = "application/json";
    request.body = JSON.stringify(Object.fromEntries(values));
  } else if (way === "form") request.body = new URLSearchParams(texts);
  else if (way === "multipart") request.body = formOf(values);
  else for (const [name, value] of texts) url.searchParams.append(name, value);
  return got(await fetch(url, request));
}

/** What a response says. */
export async function got(response: Response): Promise<Got> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function formOf(values: readonly (readonly [string, unknown])[]): FormData {
  const form = new FormData();
  for (const [name, value] of values) {
    if (value instanceof TestPhoto) form.append(name, new Blob([value.bytes as never]), "photo.jpg");
    else form.append(name, textOf(value));
  }
  return form;
}

/** Asserts that an answer is an error. */
export function assertError({ status, body }: Got, wanted: number, code: string, param?: string): void {
  assert.deepEqual([status, body.code, body.param], [wanted, code, param], JSON.stringify(body));
  assert.match(body.reason, /^(Cannot|Too many faces)/);
  assert.doesNotMatch(body.reason, /\n|\.$/);
}

/** Starts a server with the real networks, in one thread. */
export function startServer(db: string, settings: Partial<ServerSettings> = {}): Promise<RunningServer> {
  return openServer({
    host: "127.0.0.1",
    port: 0,
    db,
    modelsDir: TEST_MODELS,
    offline: true,
    workers: 1,
    ...settings,
  });
}

/** Three people, small enough to be looked at quickly. */
export async function groupPhoto(): Promise<TestPhoto> {
  const photo = sharp(readFileSync(SAMPLE_PATHS[0]!)).resize(960);
  return new TestPhoto(await photo.jpeg({ quality: 90 }).toBuffer(), "group.jpg");
}

/** One of them alone. */
export async function portrait(): Promise<TestPhoto> {
  const part = { left: 260, top: 200, width: 500, height: 560 };
  const photo = sharp(readFileSync(SAMPLE_PATHS[0]!)).extract(part).resize(320);
  return new TestPhoto(await photo.jpeg({ quality: 90 }).toBuffer(), "portrait.jpg");
}
