/**
 * Model packs and the networks that they bring.
 * @module
 */
export type * from "./pack.ts";
