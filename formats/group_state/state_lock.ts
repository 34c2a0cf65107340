/**
 * Lets one run at a time use a state: others wait for their turn.
 * @module
 */
import { rmdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { FacepipeError } from "../../core/mod.ts";
import { type Lock, takeLock } from "../place/lock.ts";

/** How often a waiting run asks again, and after how long it gives up, in ms. */
const PAUSE = 200;
const LIMIT = 10 * 60_000;

const WORDS = { does: "use state", doing: "using" };

/**
 * Takes the lock of a state.
 *
 * @param folder Holds what belongs to the lock.
 * @param name The state's name for messages.
 * @throws FacepipeError CONFLICT (exit 6) where another run does not give it back in ten minutes.
 */
export async function takeStateLock(
  folder: string,
  name: string,
  note: (message: string) => void,
): Promise<Lock> {
  const start = Date.now();
  for (let waiting = false; ; waiting = true) {
    try {
      const lock = await takeLock(folder, name, undefined, WORDS);
      return { ...lock, release: () => lock.release().then(() => removeFolder(folder)) };
    } catch (thrown) {
      const isTaken = thrown instanceof FacepipeError && thrown.code === "CONFLICT";
      if (!isTaken || Date.now() - start > LIMIT) throw thrown;
      if (!waiting) note(`waiting for another run to finish with state ${name}`);
    }
    await sleep(PAUSE);
  }
}

/** Removes the folder, unless somebody else waits in it. */
async function removeFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}
