/**
 * `facepipe serve`: galleries and detection over HTTP.
 * @module
 */
import { once } from "node:events";
import { EXIT, type ExitCode, FacepipeError, usageError } from "../core/mod.ts";
import { type Context, defineTool } from "./command.ts";
import { expectStores } from "./gallery/store_options.ts";
import type { RunningServer } from "./library/http_service.ts";
import { parseFeatures } from "./model_options.ts";
import { requestLog } from "./request_log.ts";
import {
  isLoopback,
  parseListen,
  personsOf,
  SERVE_OPTIONS,
  type ServeArgs,
  UNENCRYPTED,
} from "./serve_options.ts";

const SECOND = 1_000;

export default defineTool({
  name: "serve",
  describe: "Answer HTTP requests: the FindFace REST interface over galleries and detection",
  details:
    "Every request needs the token of a user, as Authorization: Bearer or Token; facepipe user add prints one. Each user has galleries of its own. The address is printed on standard output once it listens; /docs/ there describes the interface and lets one try it, /healthz says whether it works, /metrics is for Prometheus. SIGTERM lets it finish what it accepted.",
  options: SERVE_OPTIONS,
  examples: [
    ["$0 --db faces.db", "for programs of this machine, each with its token"],
    ["$0 --no-auth", "for programs of this machine, with your own galleries"],
    [
      "$0 --db postgres://db.example/faces --listen 0.0.0.0:8080 --persons",
      "for a network, behind a proxy that speaks TLS",
    ],
  ],
  graceful: true,
  async run(args, context) {
    const server = await open(args, context);
    await context.print(`${server.address}\n`);
    if (!context.signal.aborted) await once(context.signal, "abort");
    await server.close(args.stopTimeout * SECOND);
    return stopped(context);
  },
});

async function open(args: ServeArgs & { readonly quiet: boolean }, context: Context): Promise<RunningServer> {
  const { db, listen, features, uploads, persons: among, personThreshold, ...others } = args;
  const { requestTimeout, maxConnections: connections } = args;
  const place = parseListen(listen);
  if (args.noAuth && !isLoopback(place.host))
    throw usageError("--no-auth", undefined, "it needs a loopback address, such as 127.0.0.1:8080");
  const persons = personsOf(among, personThreshold);
  const wanted = parseFeatures(features);
  if (!args.noAuth) await expectStores(db);
  const { openServer } = await import("./library/http_service.ts");
  const server = await openServer({
    ...others,
    ...place,
    ...persons,
    features: wanted,
    ...(db.length > 0 && { db }),
    ...(uploads !== undefined && { uploads }),
    limits: { arrivalTime: requestTimeout * SECOND, answerTime: requestTimeout * SECOND, connections },
    signal: context.signal,
    note: context.note,
    ...(!args.quiet && { log: requestLog("serve") }),
  });
  await tell(server, place.host, args, context);
  return server;
}

/** Says what people may not expect. */
async function tell(
  { galleries }: RunningServer,
  host: string,
  { noAuth }: ServeArgs,
  context: Context,
): Promise<void> {
  if (!isLoopback(host)) context.note(UNENCRYPTED);
  if (!noAuth && (await galleries.documents.users.findOne()) === undefined)
    context.note("Nobody can use it yet: facepipe user add NAME makes a user and prints its token");
}

/** Asked to stop by the system is a good end; by Ctrl-C it is an interruption, as for every command. */
function stopped({ signal }: Context): ExitCode {
  const { reason } = signal;
  const isInterrupted = reason instanceof FacepipeError && reason.exit === EXIT.interrupted;
  return isInterrupted ? EXIT.interrupted : EXIT.done;
}
