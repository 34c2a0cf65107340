/**
 * The stage of `route`: plugins, networks for what they ask, and best shots.
 * @module
 */
import { availableParallelism } from "node:os";
import {
  bestShots,
  type FaceRecord,
  failureOf,
  routeEvents,
  type Stage,
  usageError,
} from "../../core/mod.ts";
import type { Context } from "../command.ts";
import { openStore, type UserGalleries } from "../gallery/store_options.ts";
import { SharedEngines } from "../library/shared_engines.ts";
import type { ValuesOf } from "../option.ts";
import { startPlugins } from "./plugins.ts";
import type { ROUTE_OPTIONS } from "./route_options.ts";

/** Values of the options. */
export type RouteArgs = ValuesOf<typeof ROUTE_OPTIONS>;

/** Events that are prepared while plugins handle others, besides one for each thread, or a GPU's batch. */
const PREFETCH = 2;

/** Seconds, for `--interval`. */
const INTERVALS = { realtime: 1, overall: 30 } as const;

/** A stage with the store that its plugins use. */
export interface OpenRoute {
  readonly stage: Stage;
  readonly opened: UserGalleries;
}

/**
 * Starts plugins, and gives the stage that feeds them.
 *
 * @param onEvent Told of every event what it became.
 */
export async function openRoute(
  args: RouteArgs,
  context: Context,
  onEvent: (records: readonly FaceRecord[]) => void = () => {},
): Promise<OpenRoute> {
  const { bestShot, interval } = args;
  if (interval !== undefined && bestShot === undefined)
    throw usageError("--interval", interval, "it needs --best-shot");
  if (args.noAuth && args.listen === undefined) throw usageError("--no-auth", undefined, "it needs --listen");
  const opened = await openStore(args, context);
  await opened.documents.users.require(opened.user);
  const engines = new SharedEngines({ ...args, detect: false }, (message) => context.note(message));
  context.onExit(() => engines.close());
  const [{ plugins, stop }, { readPhotoFile }, { completeFace }] = await Promise.all([
    startPlugins(args, opened, context),
    import("../../formats/mod.ts"),
    import("../../core/mod.ts"),
  ]);
  let [events, unread] = [0, 0];
  const route = routeEvents({
    plugins,
    readPhoto: readPhotoFile,
    complete: (face, missing, photo) =>
      engines.use(
        undefined,
        missing.filter((feature) => feature !== "facen"),
        (engine) => completeFace(face, missing, photo, engine),
      ),
    window: (args.gpu ? args.batchSize : (args.workers ?? availableParallelism())) + PREFETCH,
    onNoPhoto(reason) {
      if (unread++ === 0) context.note(`${reason.message}; plugins get events without their photos`);
    },
    onEvent(records) {
      onEvent(records);
      context.progress.update(++events, "events");
    },
  });
  const select = bestShot && bestShots({ kind: bestShot, interval: interval ?? INTERVALS[bestShot] });
  const stage: Stage = select ? (records) => route(select(records)) : route;
  return { stage: withShutdown(stage, () => stop(args.pluginTimeout * 1000)), opened };
}

/** The stage, and at its end the plugins' own, which may fail too. */
function withShutdown(stage: Stage, stop: () => Promise<Error[]>): Stage {
  return async function* (records) {
    yield* stage(records);
    for (const reason of await stop()) yield failureOf("route", reason);
  };
}
