/**
 * Files in which people say who is who.
 * @module
 */
export { readConstraints } from "./read_constraints.ts";
