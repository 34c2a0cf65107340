/**
 * Waiting with a limit.
 * @module
 */

/** Waits for work, but no longer than that many milliseconds: then it is "late". */
export async function withinTime(work: Promise<void>, ms: number): Promise<"done" | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, ms, "late");
  });
  return Promise.race([work.then(() => "done" as const), limit]).finally(() => clearTimeout(timer));
}
