/**
 * From the tables of routes to the app: who asks, what is given, what runs, what is answered.
 * @module
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  LOCAL_USER,
  type Route,
  type RouteTable,
  readParams,
  refuseOthers,
  type Service,
  type UserDocument,
  within,
} from "../../core/mod.ts";
import { type Admission, type Authenticate, callerGone, refuseOtherSites, tokenOf } from "./admission.ts";
import { givenBy } from "./given.ts";
import type { ServerLimits } from "./limits.ts";
import { notesOf } from "./log.ts";

/** What routes are answered with. */
export interface RouteContext {
  readonly service: Service;
  readonly limits: ServerLimits;
  readonly admission: Admission;
  /** Tells the user of a token. Absent: the programs of this machine need none, and are the user `local`. */
  readonly authenticate?: Authenticate;
}

/** Adds all routes, each under all of its prefixes. */
export function addRoutes(app: FastifyInstance, tables: readonly RouteTable[], context: RouteContext): void {
  for (const { prefixes, routes } of tables) {
    for (const prefix of prefixes) for (const route of routes) addRoute(app, prefix, route, context);
  }
}

function addRoute(app: FastifyInstance, prefix: string, route: Route, context: RouteContext): void {
  const { service, limits } = context;
  app.route({
    method: route.method,
    url: prefix + route.path.replace(/\{(\w+)\}/g, ":$1"),
    onRequest: letIn(context),
    handler: async (request, reply) => {
      const given = await givenBy(request, limits);
      if (route.strict) refuseOthers(route.params, given);
      const values = readParams(route.params, given) as never;
      const wait = { timeout: limits.answerTime, signal: untilGone(reply) };
      const path = request.url.split("?", 1)[0]!;
      const { user } = notesOf(request);
      const run = ({ signal }: { signal?: AbortSignal }) =>
        route.run(values, { user: user!, service, signal: signal!, path });
      const { status = route.status, body, headers = {} } = await within(wait, "answer", run);
      return reply
        .status(status)
        .headers({ ...PRIVATE, ...headers })
        .send(body);
    },
  });
}

/** Answers are for the caller alone, and are what they say they are. */
const PRIVATE = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Lets in only users, and only as many as there is room for. */
export function letIn(context: RouteContext) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const user = await userOf(request, context);
    notesOf(request).user = user;
    context.admission.admit(request, reply, user);
  };
}

async function userOf(
  request: FastifyRequest,
  { authenticate, service }: RouteContext,
): Promise<UserDocument> {
  if (authenticate) return authenticate(tokenOf(request));
  refuseOtherSites(request);
  return service.galleries.documents.users.require(LOCAL_USER);
}

/** Fires when the caller hangs up before the answer is out. The framework's own signal fires when the body is read. */
function untilGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const leave = () => {
    if (!raw.writableFinished) gone.abort(callerGone());
  };
  raw.once("close", leave);
  if (raw.destroyed) leave();
  return gone.signal;
}
