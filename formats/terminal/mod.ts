/**
 * Pictures in a terminal.
 * @module
 */
export * from "./face_row.ts";
export * from "./protocols.ts";
