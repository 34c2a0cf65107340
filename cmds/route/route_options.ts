/**
 * The options of `route`.
 * @module
 */
import { STORE_OPTIONS } from "../gallery/store_options.ts";
import { MODEL_OPTIONS } from "../model_options.ts";
import type { Options } from "../option.ts";
import { SERVE_OPTIONS } from "../serve_options.ts";

/** Longest interval, a day. */
const MAX_SECONDS = 86_400;

/** Options of `route`. */
export const ROUTE_OPTIONS = {
  plugin: { type: "strings", describe: "Module of a plugin; several are asked in their order" },
  "plugin-timeout": {
    type: "number",
    min: 0.001,
    max: MAX_SECONDS,
    default: 10,
    describe: "Seconds that a plugin may take for a call",
  },
  "plugin-failures": {
    type: "number",
    min: 0,
    integer: true,
    default: 5,
    describe: "Put a plugin aside after so many failures in a row; 0: never",
  },
  "best-shot": {
    type: "string",
    choices: ["overall", "realtime"],
    describe:
      "Let through only the best face of each track (one eventId at one camera), or the best one in each interval",
  },
  interval: {
    type: "number",
    min: 0.001,
    max: MAX_SECONDS,
    describe:
      "Seconds: length of the interval, or with overall how long a track may be out of sight before it is over [default: 1, with overall 30]",
  },
  listen: {
    type: "string",
    describe: "Take events over HTTP at this address and port, such as 127.0.0.1:8090, instead of from stdin",
  },
  "no-auth": SERVE_OPTIONS["no-auth"],
  "stop-timeout": SERVE_OPTIONS["stop-timeout"],
  ...STORE_OPTIONS,
  ...MODEL_OPTIONS,
} as const satisfies Options;
