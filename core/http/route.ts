/**
 * Routes of the HTTP interface as data: what they are called, what they take, and what answers them.
 * The server, the documentation and the tests read the same tables.
 * @module
 */
import type { UserDocument } from "../galleries/documents.ts";
import type { JsonSchema, Params, ValuesOf } from "./params.ts";
import type { Service } from "./service.ts";

/** A request that was let in. */
export interface Call {
  readonly user: UserDocument;
  readonly service: Service;
  /** Fires when the caller is gone, or the time for the request is over. */
  readonly signal: AbortSignal;
  /** Path of the request as it came, without its query, for links to neighbouring pages. */
  readonly path: string;
}

/** What a route replies. */
export interface Reply {
  /** Default: the route's status. */
  readonly status?: number;
  /** Anything that JSON can say; absent: no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route. */
export interface Route<P extends Params = Params> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path after the prefix, with a slash at the end and parameters in braces: `/face/id/{id}/`. */
  readonly path: string;
  /** What it does, in a line. */
  readonly summary: string;
  readonly describe?: string;
  /** Those of the path included. */
  readonly params: P;
  /** Refuse parameters that are not declared; otherwise they are passed over. */
  readonly strict?: boolean;
  /** Status where nothing fails. */
  readonly status: 200 | 201 | 202 | 204;
  /** What the body of the answer is; absent: it has none. */
  readonly answer?: JsonSchema;
  run(values: ValuesOf<P>, call: Call): Promise<Reply>;
}

/** Defines a {@linkcode Route}. */
export function defineRoute<const P extends Params>(route: Route<P>): Route {
  return route as unknown as Route;
}

/** Names of the parameters in a path. */
export function pathParams(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

/** Routes that share their prefixes. */
export interface RouteTable {
  /** Such as `/v1`; each answers alike. */
  readonly prefixes: readonly string[];
  readonly routes: readonly Route[];
}
