/**
 * The FindFace REST interface, as tables of routes.
 * @module
 */
export { REST_ROUTES } from "./routes.ts";
