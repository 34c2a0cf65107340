/**
 * People between runs, in a file.
 * @module
 */
export { openGroupState } from "./state_file.ts";
