/**
 * The HTTP server over galleries.
 * @module
 */
export { DEFAULT_LIMITS, type ServerLimits } from "./limits.ts";
export type { RequestLog } from "./log.ts";
export { type HttpServer, type HttpServerOptions, openHttpServer } from "./server.ts";
