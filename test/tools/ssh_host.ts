/**
 * Another host for tests: a real ssh server on loopback, with keys, a port and settings of its own,
 * that lets in the user who runs the tests, with that test's environment.
 * @module
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { testEnvironment } from "./shell.ts";

const SERVER = "/usr/sbin/sshd";
const NAME = "facepipe-test";

/** Why tests with other hosts are skipped. */
export const NO_SSH = "there is no ssh server here; apt-get install openssh-server brings it";

/** A running server. */
export interface SshHost {
  /** The ssh command with its settings, such as `ssh -F …`. */
  readonly client: string;
  /** The name under which that command reaches the host. */
  readonly name: string;
  close(): void;
}

/** Whether {@linkcode startSshHost} can work. */
export function hasSsh(): boolean {
  return existsSync(SERVER);
}

/**
 * Starts a server.
 *
 * @param folder Gets its keys and settings.
 * @param work Folder in which its sessions begin, which plays the other host's disk.
 */
export async function startSshHost(folder: string, work: string): Promise<SshHost> {
  const path = (name: string) => join(folder, name);
  for (const key of ["host_key", "user_key"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path(key)]);
  }
  const port = await freePort();
  writeFileSync(path("authorized_keys"), readFileSync(path("user_key.pub")), { mode: 0o600 });
  writeFileSync(path("login"), loginScript(work), { mode: 0o755 });
  writeFileSync(path("sshd_config"), serverSettings(path, port));
  writeFileSync(path("ssh_config"), clientSettings(path, port));
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const server = spawn(SERVER, ["-D", "-e", "-f", path("sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await listening(server, port);
  return { client: `ssh -F ${path("ssh_config")}`, name: NAME, close: () => void server.kill() };
}

/** What a session runs: the command that was asked for, in the environment of a test. */
function loginScript(work: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const wanted = ["PATH", "HOME", "LANG", "TZ", "FACEPIPE_MODELS_DIR", "SAMPLES", "ROOT"];
  const variables = Object.entries(testEnvironment(work)).filter(([name]) => wanted.includes(name));
  const exports = variables.map(([name, value]) => `export ${name}=${quoted(value)}\n`).join("");
  return `#!/bin/sh\n${exports}cd ${quoted(work)} && exec sh -c "$SSH_ORIGINAL_COMMAND"\n`;
}

function serverSettings(path: (name: string) => string, port: number): string {
  return `ListenAddress 127.0.0.1
Port ${port}
HostKey ${path("host_key")}
PidFile ${path("sshd.pid")}
AuthorizedKeysFile ${path("authorized_keys")}
ForceCommand ${path("login")}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
StrictModes no
MaxStartups 50
`;
}

function clientSettings(path: (name: string) => string, port: number): string {
  return `Host ${NAME}
  HostName 127.0.0.1
  Port ${port}
  User ${userInfo().username}
  IdentityFile ${path("user_key")}
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile ${path("known_hosts")}
  LogLevel ERROR
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Waits until the server answers; throws with its own words where it ends instead. */
async function listening(server: ChildProcess, port: number): Promise<void> {
  let words = "";
  server.stderr!.setEncoding("utf8").on("data", (text: string) => {
    words += text;
  });
  for (let tries = 0; tries < 100; tries++) {
    if (server.exitCode !== null) throw new Error(`the ssh server ended: ${words}`);
    if (await answers(port)) return;
    await sleep(50);
  }
  server.kill();
  throw new Error(`the ssh server does not answer: ${words}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on("data", () => socket.destroy());
  });
}
