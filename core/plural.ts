/**
 * Numbers of things in words.
 * @module
 */

/** A number of things, such as `1 photo` or `2 photos`. */
export function counted(count: number, thing: string): string {
  return `${count} ${named(count, thing)}`;
}

/** The thing in the singular or the plural, as the number asks for. */
export function named(count: number, thing: string): string {
  return count === 1 ? thing : `${thing}s`;
}
