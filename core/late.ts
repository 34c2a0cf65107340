/**
 * Waiting for something, but only so long.
 * @module
 */

/** What a promise gives, or "late" when that takes longer than so many milliseconds. */
export async function orLate<T>(promise: Promise<T>, ms: number): Promise<T | "late"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, ms, "late");
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
