/**
 * Several runs of networks, one after the other or side by side.
 * @module
 */

/** Most runs side by side: enough to fill the batches of a device, few enough to bound memory. */
const SIDE_BY_SIDE = 64;

/**
 * The results of `work` on every item, in their order.
 *
 * @param concurrent Whether the networks take a run while another is under way, as those on
 * devices do; those on the CPU use their input's memory again for the next run.
 */
export async function mapRuns<T, R>(
  items: readonly T[],
  concurrent: boolean,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const step = concurrent ? SIDE_BY_SIDE : 1;
  for (let at = 0; at < items.length; at += step) {
    results.push(...(await Promise.all(items.slice(at, at + step).map(work))));
  }
  return results;
}
