/**
 * `facepipe route`: gives detection events to plugins.
 * @module
 */
import { defineStage } from "../command.ts";
import { listenForEvents } from "./listen.ts";
import { openRoute } from "./open_route.ts";
import { ROUTE_OPTIONS } from "./route_options.ts";

export default defineStage({
  name: "route",
  describe: "Give the faces on stdin, or those that cameras send over HTTP, to plugins",
  details:
    "A plugin is an ES module that exports activate(ctx), which gives { preprocess(request, labels), process(request, photo, bbox, eventId, detection), shutdown() }. preprocess says what process needs: some of facen, gender, age, emotions. Only that is computed, and once for all plugins. What process gives stands in the record under plugins. Each plugin runs in a thread of its own: one that throws, hangs or gives nonsense costs an error record, and harms nobody else.",
  sink: true,
  options: ROUTE_OPTIONS,
  examples: [
    ["scan cams | detect --crops | $0 --plugin alert.js | jq -c '.plugins.alert // empty'", "who was seen"],
    ["$0 --plugin enrol.js --best-shot overall < events.ndjson", "one face of everybody who passed"],
    ["$0 --plugin alert.js --listen 127.0.0.1:8090 --no-auth > seen.ndjson", "events over HTTP"],
  ],
  instead: ({ listen }) => (listen === undefined ? undefined : listenForEvents),
  stage: async (args, context) => (await openRoute(args, context)).stage,
});
