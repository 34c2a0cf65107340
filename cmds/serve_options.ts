/**
 * Options of `facepipe serve`.
 * @module
 */
import { type DynamicPersons, usageError } from "../core/mod.ts";
import { thresholdOf } from "./gallery/identify_options.ts";
import { DB_OPTION } from "./gallery/store_options.ts";
import { MODEL_OPTIONS } from "./model_options.ts";
import type { Options, ValuesOf } from "./option.ts";

/** Pixels of a photo that strangers may send; each is decoded to three bytes, several photos at a time. */
const MAX_PIXELS = 50_000_000;

/** Where to listen. */
export const LISTEN_OPTION = {
  listen: {
    type: "string",
    default: "127.0.0.1:8080",
    describe: "Address and port to listen at; port 0 takes any that is free",
  },
} as const satisfies Options;

/** All options. */
export const SERVE_OPTIONS = {
  ...LISTEN_OPTION,
  "no-auth": {
    type: "boolean",
    describe: "Let every program of this machine in without a token, as the user local",
  },
  persons: {
    type: "string",
    choices: ["camera", "all"],
    bare: "camera",
    describe: "Give a person to each face that is added: of the faces of its camera, or of all",
  },
  "person-threshold": {
    type: "string",
    default: "0.75",
    describe: "Least confidence that a face is a known person: 0 to 1, strict, medium or low",
  },
  features: {
    type: "strings",
    commas: true,
    describe: "Estimates to make of each face that is added: age, gender, emotions",
  },
  uploads: { type: "string", describe: "Folder or http(s) address for photos and thumbnails of faces" },
  "allow-private-urls": {
    type: "boolean",
    describe: "Fetch photos from private and local addresses too",
  },
  queue: {
    type: "number",
    min: 0,
    max: 100_000,
    integer: true,
    default: 100,
    describe: "Photos that may wait for detection; more are refused",
  },
  "request-timeout": {
    type: "number",
    min: 1,
    max: 86_400,
    default: 60,
    describe: "Seconds in which a request has to arrive, and again to be answered",
  },
  "stop-timeout": {
    type: "number",
    min: 0,
    max: 86_400,
    default: 30,
    describe: "Seconds to finish in what was accepted, after SIGTERM or Ctrl-C",
  },
  "max-connections": {
    type: "number",
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 4096,
    describe: "Connections at a time",
  },
  ...MODEL_OPTIONS,
  "max-pixels": { ...MODEL_OPTIONS["max-pixels"], default: MAX_PIXELS },
  ...DB_OPTION,
} as const satisfies Options;

/** Values of the options. */
export type ServeArgs = ValuesOf<typeof SERVE_OPTIONS>;

/** An address and a port. @throws FacepipeError (exit 2). */
export function parseListen(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  // The name may stand for two addresses, of which one is enough.
  const host = bracketed ?? plain?.replace(/^localhost$/i, "127.0.0.1");
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  throw usageError("--listen", text, "expected an address and a port, such as 127.0.0.1:8080 or [::1]:8080");
}

/** True for addresses that only programs of this machine reach. */
export function isLoopback(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1)$/.test(host);
}

/** What to tell whoever listens where others can hear. */
export const UNENCRYPTED = "Tokens and photos travel unencrypted: put a proxy that speaks TLS in front";

/** Whether and how faces get persons. @throws FacepipeError (exit 2). */
export function personsOf(
  among: DynamicPersons["among"] | undefined,
  threshold: string,
): { persons?: DynamicPersons } {
  const least = thresholdOf(threshold, "--person-threshold");
  if (least === "none") {
    throw usageError(
      "--person-threshold",
      threshold,
      "expected one that tells people apart: 0 to 1, or one of strict, medium, low",
    );
  }
  return among === undefined ? {} : { persons: { among, threshold: least } };
}
