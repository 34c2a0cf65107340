/**
 * Debian's PostgreSQL for the length of a test file: a server of its own, in a scratch folder, on a
 * free port of this machine.
 * @module
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "./local_server.ts";

/** A password that has to be escaped in an address, and must never be shown. */
export const PASSWORD = "s3cret/?#@ü";

/** A server that runs. */
export interface PostgresServer {
  /** Address of a new, empty database. @param options More of CREATE DATABASE. */
  newDatabase(options?: string): Promise<string>;
  /** Kills every process of the server at once, as a crash does. */
  kill(): Promise<void>;
  /** User that the server runs as, where that is not this one. */
  readonly user: { uid?: number; gid?: number };
  /** Starts it again after a kill. */
  start(): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** Why there is no server, for the message of a skipped test. */
export const NO_POSTGRES = "PostgreSQL is not installed (package postgresql)";

/** Folder of the server's programs, if it is installed. */
export function postgresPrograms(): string | undefined {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(base, version, "bin")), "/usr/local/bin", "/usr/bin"];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/** Starts a server; undefined where it is not installed. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const programs = postgresPrograms();
  if (programs === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "facepipe-postgres-"));
  const data = join(folder, "data");
  const as = serverUser();
  mkdirSync(data, { mode: 0o700 });
  for (const path of [folder, data]) if (as.uid !== undefined) chownSync(path, as.uid, as.gid!);
  const secret = join(folder, "password");
  writeFileSync(secret, PASSWORD);
  if (as.uid !== undefined) chownSync(secret, as.uid, as.gid!);
  const auth = ["--auth=scram-sha-256", `--pwfile=${secret}`];
  const initdb = ["-D", data, "-U", "facepipe", "-E", "UTF8", "--locale=C", "--no-sync", ...auth];
  execFileSync(join(programs, "initdb"), initdb, { ...as, cwd: folder, stdio: "ignore" });
  const port = await freePort();
  return new LocalPostgres({ programs, folder, data, port, as });
}

/** The server refuses to run as root. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

interface Place {
  readonly programs: string;
  readonly folder: string;
  readonly data: string;
  readonly port: number;
  readonly as: { uid?: number; gid?: number };
}

class LocalPostgres implements PostgresServer {
  readonly user: Place["as"];
  readonly #place: Place;
  #process: ReturnType<typeof spawn> | undefined;
  #databases = 0;

  constructor(place: Place) {
    this.#place = place;
    this.user = place.as;
  }

  async newDatabase(options = ""): Promise<string> {
    await this.start();
    const name = `faces${++this.#databases}`;
    await query(this.#address("postgres"), `CREATE DATABASE ${name} ${options}`);
    return this.#address(name);
  }

  async start(): Promise<void> {
    if (this.#process) return;
    const { programs, data, folder, port, as } = this.#place;
    const settings = ["fsync=off", "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`];
    const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
    this.#process = spawn(join(programs, "postgres"), args, { ...as, cwd: folder, stdio: "ignore" });
    for (let left = 200; ; left--) {
      try {
        await query(this.#address("postgres"), "SELECT");
        return;
      } catch (error) {
        if (left === 0 || this.#process.exitCode !== null) throw error;
        await sleep(50);
      }
    }
  }

  async kill(): Promise<void> {
    const server = this.#process;
    if (!server) return;
    this.#process = undefined;
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(server.pid)], { encoding: "utf8" });
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    for (const pid of children.trim().split(/\s+/)) {
      try {
        process.kill(Number(pid), "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#place.folder, { recursive: true, force: true });
  }

  #address(database: string): string {
    return `postgres://facepipe:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.#place.port}/${database}`;
  }
}

/** Asks a database something, besides any store. */
export async function query(url: string, text: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text, rowMode: "array" });
    return rows ?? [];
  } finally {
    await client.end();
  }
}
