/**
 * Tells people that a pack is being fetched, and how far it is.
 * @module
 */
import type { FetchProgress } from "../../models/mod.ts";
import type { Context } from "../command.ts";

/** A listener for one fetch: a note at its start, then the progress line, where there is one. */
export function showFetch(
  context: Pick<Context, "note"> & Partial<Pick<Context, "progress">>,
): (told: FetchProgress) => void {
  let announced = false;
  return ({ pack, received, total }) => {
    const [done, all] = [received, total].map((bytes) => Math.round(bytes / 1e6)) as [number, number];
    if (!announced) context.note(`Fetching model pack ${pack}, ${all} MB`);
    announced = true;
    context.progress?.update(done, `MB of ${pack}`, all);
  };
}
