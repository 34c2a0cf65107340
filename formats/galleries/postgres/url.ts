/**
 * The addresses of Postgres databases.
 * @module
 */
import { EXIT, FacepipeError } from "../../../core/mod.ts";

/** Where a database is and how it is spoken to. */
export interface PostgresTarget {
  /** For messages: without the user, the password and the parameters. */
  readonly address: string;
  /** For the driver, without our own parameters. */
  readonly connectionString: string;
  /** Schema that the tables lie in. */
  readonly schema: string;
  /** Most connections at a time. */
  readonly poolSize: number;
  /** Milliseconds that a statement may take. */
  readonly statementTimeout: number;
}

const DEFAULT_POOL_SIZE = 8;
const DEFAULT_STATEMENT_TIMEOUT = 120_000;

/** Is it the address of a Postgres database? */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:/i.test(url);
}

/**
 * Reads `postgres://user:password@host:port/database?parameter=value`. Parameters of ours are `schema`
 * (default `facepipe`), `pool_size` and `statement_timeout` (milliseconds); the others go to the driver.
 *
 * @throws FacepipeError BAD_PARAM that shows nothing of a malformed address, since it may hold a password.
 */
export function parsePostgresUrl(text: string): PostgresTarget {
  const url = readUrl(text);
  const schema = take(url, "schema") ?? "facepipe";
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw badUrl("its schema is not a name of lower-case letters, digits and _");
  const poolSize = wholeNumber(url, "pool_size", DEFAULT_POOL_SIZE);
  const statementTimeout = wholeNumber(url, "statement_timeout", DEFAULT_STATEMENT_TIMEOUT);
  checkCertificates(url);
  return { address: addressOf(url), connectionString: url.href, schema, poolSize, statementTimeout };
}

function readUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The error underneath shows the whole address.
    throw badUrl("it is malformed; expected postgres://user:password@host:port/database");
  }
  // An unescaped character in a password moves the rest of it to another place.
  const parameters = [...url.searchParams].flat().join("");
  if (url.hash !== "" || `${url.pathname}${parameters}`.includes("@"))
    throw badUrl("write @, /, ?, # and % in a name or password as %40, %2F, %3F, %23 and %25");
  return url;
}

function addressOf(url: URL): string {
  const socket = url.searchParams.get("host");
  const host = socket && !url.hostname ? socket : url.host;
  return `postgres://${host || "localhost"}${url.pathname === "/" ? "" : url.pathname}`;
}

function take(url: URL, name: string): string | undefined {
  const value = url.searchParams.get(name) ?? undefined;
  url.searchParams.delete(name);
  return value;
}

function wholeNumber(url: URL, name: string, fallback: number): number {
  const text = take(url, name);
  if (text === undefined) return fallback;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw badUrl(`its ${name} is not a whole number above 0`);
}

/** The driver checks certificates in all of these modes, and warns that this may change: say what is meant. */
function checkCertificates(url: URL): void {
  const mode = url.searchParams.get("sslmode");
  if (mode !== null && ["prefer", "require", "verify-ca"].includes(mode))
    url.searchParams.set("sslmode", "verify-full");
}

function badUrl(reason: string): FacepipeError {
  return new FacepipeError("BAD_PARAM", `Cannot use the address of the Postgres database: ${reason}`, {
    exit: EXIT.usage,
    param: "--db",
  });
}
