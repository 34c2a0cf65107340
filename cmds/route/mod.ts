/**
 * `facepipe route`: gives the faces on stdin to plugins, as events.
 * @module
 */
import { availableParallelism } from "node:os";
import { bestShots, failureOf, routeEvents, type Stage, usageError } from "../../core/mod.ts";
import { defineStage } from "../command.ts";
import { openStore } from "../gallery/store_options.ts";
import { SharedEngines } from "../library/shared_engines.ts";
import { startPlugins } from "./plugins.ts";
import { ROUTE_OPTIONS } from "./route_options.ts";

/** Events that are prepared while plugins handle others, besides one for each thread. */
const PREFETCH = 2;

/** Seconds, for `--interval`. */
const INTERVALS = { realtime: 1, overall: 30 } as const;

export default defineStage({
  name: "route",
  describe: "Give the faces on stdin to plugins",
  details:
    "A plugin is an ES module that exports activate(ctx), which gives { preprocess(request, labels), process(request, photo, bbox, eventId, detection), shutdown() }. preprocess says what process needs: some of facen, gender, age, emotions. Only that is computed, and once for all plugins. What process gives stands in the record under plugins. Each plugin runs in a thread of its own: one that throws, hangs or gives nonsense costs an error record, and harms nobody else.",
  sink: true,
  options: ROUTE_OPTIONS,
  examples: [
    ["scan cams | detect --crops | $0 --plugin alert.js | jq -c '.plugins.alert // empty'", "who was seen"],
    ["$0 --plugin enrol.js --best-shot overall < events.ndjson", "one face of everybody who passed"],
  ],
  async stage(args, context) {
    const { bestShot, interval } = args;
    if (interval !== undefined && bestShot === undefined)
      throw usageError("--interval", interval, "it needs --best-shot");
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
      window: (args.workers ?? availableParallelism()) + PREFETCH,
      onNoPhoto(reason) {
        if (unread++ === 0) context.note(`${reason.message}; plugins get events without their photos`);
      },
      onEvent: () => context.progress.update(++events, "events"),
    });
    const select = bestShot && bestShots({ kind: bestShot, interval: interval ?? INTERVALS[bestShot] });
    return withShutdown(select ? (records) => route(select(records)) : route, () =>
      stop(args.pluginTimeout * 1000),
    );
  },
});

/** The stage, and at its end the plugins' own, which may fail too. */
function withShutdown(stage: Stage, stop: () => Promise<Error[]>): Stage {
  return async function* (records) {
    yield* stage(records);
    for (const reason of await stop()) yield failureOf("route", reason);
  };
}
