/**
 * `facepipe serve`: galleries and detection over HTTP.
 * @module
 */
import { once } from "node:events";
import { EXIT, type ExitCode, FacepipeError, usageError } from "../core/mod.ts";
import type { RequestLog } from "../formats/mod.ts";
import { type Context, defineTool } from "./command.ts";
import { DB_OPTION } from "./gallery/store_options.ts";
import { MODEL_OPTIONS } from "./model_options.ts";

export default defineTool({
  name: "serve",
  describe: "Answer HTTP requests: the FindFace REST interface over galleries and detection",
  options: {
    listen: {
      type: "string",
      default: "127.0.0.1:8080",
      describe: "Address and port to listen at; port 0 takes any that is free",
    },
    "no-auth": {
      type: "boolean",
      describe: "Let everybody on this machine in, as the user local; only on a loopback address",
    },
    ...MODEL_OPTIONS,
    ...DB_OPTION,
  },
  graceful: true,
  examples: [["$0 --db faces.db", "for programs on this machine, with a token from facepipe user add"]],
  async run({ db, ...args }, context) {
    const place = parseListen(args.listen);
    const { openServer } = await import("./library/http_service.ts");
    const server = await openServer({
      ...args,
      ...place,
      ...(db.length > 0 && { db }),
      signal: context.signal,
      note: context.note,
      ...(!args.quiet && { log: logLine }),
    });
    await context.print(`${server.address}\n`);
    if (!context.signal.aborted) await once(context.signal, "abort");
    await server.close();
    return stopped(context);
  },
});

/** A line for each request: a sentence on a terminal, JSON elsewhere. */
function logLine(entry: RequestLog): void {
  const { time, method, route, status, ms, code = "" } = entry;
  const line = process.stderr.isTTY
    ? `${time} ${method} ${route} ${status} ${ms} ms ${code}`.trimEnd()
    : JSON.stringify({ level: "request", command: "serve", ...entry });
  process.stderr.write(`${line}\n`);
}

/** Asked to stop by the system is a good end; by Ctrl-C it is an interruption as for every command. */
function stopped({ signal }: Context): ExitCode {
  const { reason } = signal;
  const isInterrupted = reason instanceof FacepipeError && reason.exit === EXIT.interrupted;
  return isInterrupted ? EXIT.interrupted : EXIT.done;
}

function parseListen(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  throw usageError("--listen", text, "expected an address and a port, such as 127.0.0.1:8080 or [::1]:8080");
}
