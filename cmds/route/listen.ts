/**
 * `facepipe route --listen`: events that cameras send over HTTP.
 * @module
 */
import { once } from "node:events";
import {
  authFailed,
  EventQueue,
  EXIT,
  FacepipeError,
  frameRoutes,
  LOCAL_USER,
  PhotoDesk,
  usageError,
} from "../../core/mod.ts";
import { type Context, defineSource } from "../command.ts";
import type { UserGalleries } from "../gallery/store_options.ts";
import { requestLog } from "../request_log.ts";
import { isLoopback, parseListen, UNENCRYPTED } from "../serve_options.ts";
import { VERSION } from "../version.ts";
import { openRoute, type RouteArgs } from "./open_route.ts";
import { ROUTE_OPTIONS } from "./route_options.ts";

const SECOND = 1000;

/** Photos named by their address that may wait to be fetched. */
const FETCHES_WAITING = 100;

/** How long a server may take to let go of its callers when the command fails, in milliseconds. */
const HURRIED_STOP_MS = 500;

/** `route` as a source of records. */
export const listenForEvents = defineSource({
  name: "route",
  describe: "Give the faces that cameras send over HTTP to plugins",
  sink: true,
  options: ROUTE_OPTIONS,
  examples: [],
  // Events that were accepted are handled, and then the plugins shut down.
  grace: ({ stopTimeout, pluginTimeout }) => (stopTimeout + pluginTimeout) * SECOND,
  async source(args, context) {
    const place = checkedPlace(args);
    const queue = new EventQueue({ answers: args.bestShot === undefined });
    const { stage, opened } = await openRoute(args, context, (records) => queue.handled(records));
    const server = await openServer(place, queue, opened, args, context);
    if (!isLoopback(place.host)) context.note(UNENCRYPTED);
    context.note(`Events are taken at ${server.address}/v1/frame/`);
    void stopOnSignal(server, queue, args, context);
    return stage(queue.events());
  },
});

type Server = Awaited<ReturnType<typeof openServer>>;

/** @throws FacepipeError (exit 2) where nobody, or anybody, could send events. */
function checkedPlace({ listen = "", noAuth, user }: RouteArgs) {
  const place = parseListen(listen);
  if (noAuth && !isLoopback(place.host))
    throw usageError("--no-auth", undefined, "it needs a loopback address, such as 127.0.0.1:8090");
  if (noAuth && user !== LOCAL_USER) throw usageError("--no-auth", undefined, "it contradicts --user");
  if (!noAuth && user === LOCAL_USER)
    throw usageError(
      "--listen",
      listen,
      "it needs --user with the id of a user, whose token senders have, or --no-auth",
    );
  return place;
}

async function openServer(
  place: { host: string; port: number },
  queue: EventQueue,
  { galleries, user }: UserGalleries,
  args: RouteArgs & { quiet: boolean },
  context: Context,
) {
  const { DEFAULT_LIMITS, fetchPhoto, openHttpServer, openPhotoReader } = await import(
    "../../formats/mod.ts"
  );
  const { maxPixels, noAuth } = args;
  const maxBytes = DEFAULT_LIMITS.photoBytes;
  const photos = new PhotoDesk({
    finder: galleries.finder!,
    fetch: (url, signal) => fetchPhoto(url, { maxBytes, signal }),
    features: [],
    atOnce: 1,
    waiting: FETCHES_WAITING,
    maxBytes,
  });
  const authenticate = async (token: string) => {
    const sender = await galleries.documents.users.authenticate(token);
    // Plugins work on the galleries of one user; nobody else may send faces into them.
    if (sender._id !== user) throw authFailed();
    return sender;
  };
  const server = await openHttpServer({
    ...place,
    service: { galleries, photos, features: [], uploads: false },
    tables: [frameRoutes(queue, await openPhotoReader(maxPixels))],
    version: VERSION,
    ...(!noAuth && { authenticate }),
    ...(!args.quiet && { log: requestLog("route") }),
  });
  context.onExit(async () => {
    queue.end(new FacepipeError("SERVICE_UNAVAILABLE", "Cannot take the event: the server stops"));
    await server.close(HURRIED_STOP_MS);
  });
  return server;
}

/** On the first signal: takes nothing new, has what was accepted handled, and then ends the stream. */
async function stopOnSignal(
  server: Server,
  queue: EventQueue,
  { stopTimeout }: RouteArgs,
  { signal, outcome }: Context,
): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
  const { reason } = signal;
  if (reason instanceof FacepipeError && reason.exit === EXIT.interrupted) outcome(EXIT.interrupted);
  await server.close(stopTimeout * SECOND).catch(() => {});
  queue.end();
}
