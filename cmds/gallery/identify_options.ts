/**
 * Options of commands that look faces up in a gallery.
 * @module
 */
import {
  checkThreshold,
  EXIT,
  identifyFaces,
  named,
  type Stage,
  type Threshold,
  usageError,
} from "../../core/mod.ts";
import type { Context } from "../command.ts";
import type { Options, ValuesOf } from "../option.ts";
import { filtersOf } from "./filter_options.ts";
import { existingGallery, openStore, SHARD_OPTIONS, STORE_OPTIONS } from "./store_options.ts";

/** How sure to be. */
export const THRESHOLD_OPTION = {
  threshold: {
    type: "string",
    default: "0.75",
    describe:
      "Least confidence: 0 to 1, or strict, medium, low or none, which are one false match in 100,000, 1,000, 10 comparisons, and any",
  },
} as const satisfies Options;

/** Options of a search. */
export const IDENTIFY_OPTIONS = {
  ...THRESHOLD_OPTION,
  ...SHARD_OPTIONS,
  ...STORE_OPTIONS,
} as const satisfies Options;

/** The threshold of the option. @throws FacepipeError (exit 2) for one that is none. */
export function thresholdOf(text: string, option = "--threshold"): Threshold {
  const threshold = (Number.isNaN(Number(text)) || text.trim() === "" ? text : Number(text)) as Threshold;
  try {
    checkThreshold(threshold);
  } catch {
    throw usageError(option, text, "expected 0 to 1, or one of strict, medium, low, none");
  }
  return threshold;
}

/** What a lookup is asked for besides its options. */
interface Lookup {
  readonly stage: string;
  readonly gallery: string;
  readonly limit: number;
  readonly filters: { readonly id: string[]; readonly meta: string[] };
  /** End with exit code 1 where no face has a match. */
  readonly requireMatch: boolean;
}

/** The stage that looks faces up. */
export async function openLookup(
  args: ValuesOf<typeof IDENTIFY_OPTIONS>,
  { stage, limit, requireMatch, ...lookup }: Lookup,
  context: Context,
): Promise<Stage> {
  const threshold = thresholdOf(args.threshold);
  const opened = await openStore(args, context);
  const { ignoreErrors } = args;
  const filters = filtersOf(lookup.filters, await opened.client.metaTypes({ ignoreErrors }));
  const gallery = await existingGallery(opened, lookup.gallery, ignoreErrors);
  let faces = 0;
  let missing = 0;
  if (requireMatch) context.outcome(EXIT.noMatch);
  const identify = identifyFaces({
    gallery,
    stage,
    limit,
    ignoreErrors,
    signal: context.signal,
    threshold,
    filters,
    onFace(matches, { liveServers, totalServers }) {
      missing = Math.max(missing, totalServers - liveServers);
      if (matches > 0) context.outcome(EXIT.done);
      context.progress.update(++faces, named(faces, "face"));
    },
  });
  return async function* (records) {
    yield* identify(records);
    if (missing > 0) context.note(`${missing} shards did not answer`);
  };
}
