/**
 * Keeps two runs of `place` out of one folder. The lock of a run that was killed does not stay.
 *
 * Each run puts a file of its own into a folder, then looks for files of others: of two runs at
 * least one sees the other. A file whose owner is dead is removed; since every file has a name
 * of its own, that can never hit a lock that somebody else just took.
 *
 * The lock makes the result independent of timing and the temporary files sweepable. That no
 * file is ever overwritten does not rest on it.
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, FacepipeError, storageError } from "../../core/mod.ts";
import { codeOf, expectCodes, ifPresent } from "./file_errors.ts";
import { describeSelf, heldTokens, isRunning, type Owner } from "./owner.ts";

/** How often a holder shows to other hosts and containers that it lives, in ms. */
const BEAT = 2000;
/** So many beats without a sign and the holder counts as dead. */
const PATIENCE = 5;
/** Runs that begin at the same moment all step back and try again, so often. */
const ATTEMPTS = 12;
/** The longest that they wait before that, in ms. */
const STEP_BACK = 80;

/** A lock that is held. */
export interface Lock {
  /** What no other lock has, for names of files that are its holder's. */
  readonly token: string;
  /** False where somebody took it over. */
  isHeld(): boolean;
  /** Throws where somebody took the lock over, which happens to a process that slept too long. */
  assertHeld(): void;
  /** Gives the lock back; never throws. */
  release(): Promise<void>;
}

/** What a lock is for, in messages: "Cannot <does> <target>: process 7 on host a is <doing> it". */
export interface LockWords {
  readonly does: string;
  readonly doing: string;
}

const PLACING: LockWords = { does: "place into", doing: "placing into" };

/**
 * Takes the lock that stands for a target.
 *
 * @param folder Holds the lock files; it is made where it is missing.
 * @param target Its name for messages.
 * @throws FacepipeError CONFLICT (exit 6) where another run holds it.
 */
export async function takeLock(
  folder: string,
  target: string,
  beat = BEAT,
  words: LockWords = PLACING,
): Promise<Lock> {
  const owner = await describeSelf(randomUUID());
  const file = join(folder, `lock-${owner.token}`);
  for (let attempt = 1; ; attempt++) {
    heldTokens.add(owner.token);
    await announce(folder, file, JSON.stringify(owner));
    const rival = await findRival(folder, file, beat);
    if (rival === undefined) return hold(file, target, owner.token, beat, words);
    heldTokens.delete(owner.token);
    await rm(file, { force: true });
    // One on another host was watched for a while already.
    if (attempt === ATTEMPTS || rival.scope !== owner.scope) throw inUse(target, rival, words);
    await sleep(Math.random() * STEP_BACK);
  }
}

/** Puts a lock file in place, whole from the first moment on. */
async function announce(folder: string, file: string, text: string): Promise<void> {
  for (;;) {
    await mkdir(folder, { mode: 0o700 }).catch((thrown: unknown) => expectCodes(thrown, "EEXIST"));
    try {
      const draft = join(folder, `probe-${randomUUID()}`);
      await writeFile(draft, text, { flag: "wx" });
      await rename(draft, file);
      return;
    } catch (thrown) {
      // A run that just ended removed the folder, or one that just began swept it.
      expectCodes(thrown, "ENOENT");
    }
  }
}

/** The owner of another lock, if one lives; locks of the dead are removed. */
async function findRival(folder: string, own: string, beat: number): Promise<Owner | undefined> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!name.startsWith("lock-") || file === own) continue;
    const owner = parseOwner(await ifPresent(readFile(file, "utf8")));
    if (owner !== undefined && ((await isRunning(owner)) ?? (await isBeating(file, beat)))) return owner;
    await rm(file, { force: true });
  }
  return undefined;
}

/** Looks at the lock's own time stamp only, so that clocks of two hosts need not agree. */
async function isBeating(file: string, beat: number): Promise<boolean> {
  const first = await timeOf(file);
  for (let count = 0; count < PATIENCE; count++) {
    await sleep(beat);
    const now = await timeOf(file);
    if (now === undefined) return false;
    if (now !== first) return true;
  }
  return false;
}

async function timeOf(file: string): Promise<bigint | undefined> {
  return (await ifPresent(stat(file, { bigint: true })))?.mtimeNs;
}

function hold(file: string, target: string, token: string, beat: number, words: LockWords): Lock {
  let lost = false;
  const timer = setInterval(async () => {
    const now = new Date();
    const failure = await utimes(file, now, now).catch(codeOf);
    if (failure === "ENOENT") lost = true;
  }, beat).unref();
  return {
    token,
    isHeld: () => !lost,
    assertHeld() {
      if (lost) throw storageError(`Cannot go on ${words.doing} ${target}: another run took over`);
    },
    async release() {
      clearInterval(timer);
      heldTokens.delete(token);
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

function parseOwner(text: string | undefined): Owner | undefined {
  try {
    const owner = JSON.parse(text ?? "") as Partial<Owner> | null;
    return typeof owner?.pid === "number" && typeof owner.scope === "string" ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function inUse(target: string, owner: Owner, { does, doing }: LockWords): FacepipeError {
  const message = `Cannot ${does} ${target}: process ${owner.pid} on ${owner.host} is ${doing} it`;
  return new FacepipeError("CONFLICT", message, { exit: EXIT.storage });
}
