/**
 * What Postgres and the network report, as errors that say what to do.
 * @module
 */
import { FacepipeError, reasonOf, storageError } from "../../../core/mod.ts";

/** What SQLSTATE codes, or their first characters, mean; the first that fits counts. */
const ADVICE: readonly (readonly [code: string, reason: string])[] = [
  ["08", "the connection was lost: check the server, and repeat"],
  ["25006", "the server is read-only: name the primary server with --db"],
  ["28", "the server refuses the user or the password: check them"],
  ["3D000", "the server has no such database: create it, or name another one with --db"],
  ["42501", "the user lacks a right there: the one who owns the database can grant it"],
  ["42P01", "tables of facepipe are missing: restore the database from a copy, or choose another schema"],
  ["42703", "tables of facepipe were changed: restore the database from a copy, or choose another schema"],
  ["53100", "the disk of the server is full: free some space, and repeat"],
  ["53200", "the server is out of memory: repeat, or ask for less at once"],
  ["53300", "the server takes no more connections: close others, or lower pool_size in its address"],
  ["55P03", "others kept it busy for too long: repeat"],
  [
    "57014",
    "it took longer than statement_timeout in its address allows: raise that, or ask for less at once",
  ],
  ["57P", "the server is stopping or starting: repeat in a while"],
  ["XX001", "the database is damaged: restore it from a copy"],
  ["XX002", "an index of the database is damaged: reindex it, or restore the database from a copy"],
];

/** What the codes of the network mean here. */
const NETWORK: Record<string, string | undefined> = {
  EAI_AGAIN: "its host cannot be looked up: check the name and the network",
  ECONNREFUSED: "nobody listens there: check that the server runs, and its address",
  ECONNRESET: "the connection was lost: check the server, and repeat",
  EHOSTUNREACH: "its host cannot be reached: check the network",
  ENETUNREACH: "its host cannot be reached: check the network",
  ENOENT: "nobody listens there: check that the server runs, and its address",
  ENOTFOUND: "its host is unknown: check the address",
  EPIPE: "the connection was lost: check the server, and repeat",
  ETIMEDOUT: "the server does not answer: check it and the network",
};

/** Words by which the driver reports what has no code. */
const WORDS: readonly (readonly [start: string, reason: string, lost: boolean])[] = [
  ["Connection terminated", "the connection was lost: check the server, and repeat", true],
  [
    "Client has encountered a connection error",
    "the connection was lost: check the server, and repeat",
    true,
  ],
  ["Client was closed", "the connection was lost: check the server, and repeat", true],
  ["timeout expired", "the server does not answer: check it and the network", false],
  ["Query read timeout", "the server does not answer: check it and the network", false],
];

const LOST_CODES = ["ECONNRESET", "EPIPE", "ECONNREFUSED", "ENOENT"];

function codeOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

function wordsOf(thrown: unknown) {
  const message = thrown instanceof Error ? thrown.message : "";
  return WORDS.find(([start]) => message.startsWith(start));
}

/** Whether the server answered with an error and goes on: the connection may be used again. */
export function isAnswer(thrown: unknown): boolean {
  const severity = (thrown as { severity?: unknown } | undefined)?.severity;
  return severity === "ERROR" && codeOf(thrown).length === 5;
}

/** Whether the connection went away, or none could be made for now. */
export function isLost(thrown: unknown): boolean {
  const code = codeOf(thrown);
  if (LOST_CODES.includes(code) || /^(08|57P|53300)/.test(code)) return true;
  return wordsOf(thrown)?.[2] ?? false;
}

/** Whether two transactions were in each other's way, so that the server undid this one. */
export function isUndone(thrown: unknown): boolean {
  return ["40001", "40P01"].includes(codeOf(thrown));
}

/** Whether something of this name or key exists already. */
export function isTaken(thrown: unknown): boolean {
  return ["23505", "42P06", "42P07", "42710"].includes(codeOf(thrown));
}

/** Any failure as an error of the store; errors of ours, and the reasons of cancelled calls, pass. */
export function postgresError(address: string, thrown: unknown): unknown {
  if (thrown instanceof FacepipeError || !(thrown instanceof Error)) return thrown;
  const reason = reasonFor(thrown);
  if (reason === undefined) return thrown;
  return storageError(`Cannot use gallery database ${address}: ${reason}`, thrown);
}

function reasonFor(thrown: Error): string | undefined {
  const code = codeOf(thrown);
  const known =
    NETWORK[code] ?? ADVICE.find(([start]) => code.startsWith(start))?.[1] ?? wordsOf(thrown)?.[1];
  if (known !== undefined) return known;
  if (/^[0-9A-Z]{5}$/.test(code)) return `the server reports: ${reasonOf(thrown)}`;
  // The driver's own words: an authentication it does not know, a certificate, an answer it cannot read.
  return thrown.constructor === Error ? `the driver reports: ${reasonOf(thrown)}` : undefined;
}

/** A value in the database that we never wrote. */
export function damaged(address: string, what: string, cause?: unknown): FacepipeError {
  return storageError(
    `Cannot use gallery database ${address}: ${what} is damaged: restore the database from a copy`,
    cause,
  );
}
