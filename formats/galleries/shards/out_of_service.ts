/**
 * Which failures mean that a shard is out of service.
 * @module
 */
import { FacepipeError } from "../../../core/mod.ts";

/** Whether a shard failed in a way that others can stand in for. */
export function isOutOfService(reason: unknown): boolean {
  return reason instanceof FacepipeError && reason.code === "STORAGE_ERROR";
}
