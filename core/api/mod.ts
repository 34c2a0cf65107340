/**
 * The gallery interface over HTTP: the routes that a server answers, and what a client asks and reads.
 * @module
 */
export { Mismatch } from "../field_checks.ts";
export * from "./answers.ts";
export * from "./errors.ts";
export { MAX_FACES } from "./params.ts";
export * from "./questions.ts";
export { API_PREFIX, API_ROUTES } from "./routes.ts";
export { MAX_MATCHES, MAX_PAGE, MAX_WHOLE_PAGE } from "./searches.ts";
