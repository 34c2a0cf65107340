/**
 * Promises that nobody may come to wait for.
 * @module
 */

/** The promise, whose rejection is not an unhandled one where nobody comes to wait for it. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
