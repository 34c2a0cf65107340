/**
 * Who holds a lock, and whether that process still runs.
 * @module
 */
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { threadId } from "node:worker_threads";

/** A process, recognisable after its id has been given to another. */
export interface Owner {
  /** Where process ids mean the same: host, boot and process namespace. */
  readonly scope: string;
  readonly host: string;
  readonly pid: number;
  readonly thread: number;
  /** When it started, in the system's own unit; empty where the system does not tell. */
  readonly started: string;
  /** Differs between the locks of one process. */
  readonly token: string;
}

/** Tokens of the locks that this thread holds or is about to take. */
export const heldTokens = new Set<string>();

/** This process as an owner. */
export async function describeSelf(token: string): Promise<Owner> {
  const boot = await quietly(readFile("/proc/sys/kernel/random/boot_id", "utf8"));
  const namespace = await quietly(readlink("/proc/self/ns/pid"));
  return {
    scope: [hostname(), boot.trim(), namespace].join(" "),
    host: hostname(),
    pid: process.pid,
    thread: threadId,
    started: await startOf(process.pid),
    token,
  };
}

/** Whether an owner still runs; undefined where that cannot be seen from here. */
export async function isRunning(owner: Owner): Promise<boolean | undefined> {
  const self = await describeSelf("");
  if (owner.scope !== self.scope) return undefined;
  if (owner.pid === self.pid && owner.started === self.started && owner.thread === threadId) {
    return heldTokens.has(owner.token);
  }
  if (!exists(owner.pid)) return false;
  // Where the system does not tell when a process began, a process of that number may be another.
  return owner.started === "" ? undefined : (await startOf(owner.pid)) === owner.started;
}

/** Field 22 of `/proc/<pid>/stat`; a process that is dead but not yet reaped has no start. */
async function startOf(pid: number): Promise<string> {
  const stat = await quietly(readFile(`/proc/${pid}/stat`, "utf8"));
  // The second field is the program's name in brackets, which may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0] ?? "";
  return "ZX".includes(state) ? "" : (fields[19] ?? "");
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

function quietly(reading: Promise<string>): Promise<string> {
  return reading.catch(() => "");
}
