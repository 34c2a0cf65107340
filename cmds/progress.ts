/**
 * One line of progress on a terminal: what was done, how fast, how long still.
 * @module
 */
import { counted, named } from "../core/mod.ts";

/** Counts that a command reports as it goes. */
export interface Progress {
  /** False where nobody sees it, and counting ahead is for nothing. */
  readonly visible: boolean;
  /** What was done so far, such as `photos`. `total` where it is known, for the time left. */
  update(done: number, what: string, total?: number): void;
  /** Takes the line away, so that a message can stand in its place; the next update draws it again. */
  clear(): void;
  /** Ends the line, so that the next message starts on its own. */
  finish(): void;
}

/** Draws nothing. */
export const NO_PROGRESS: Progress = { visible: false, update() {}, clear() {}, finish() {} };

const REDRAW_MS = 100;

/** The rate is that of the last seconds: photos known from an earlier run take no time, and large ones more. */
const RATE_MS = 20_000;

/**
 * A progress line.
 *
 * @param name Name of the command.
 * @param write Writes to the terminal.
 * @param now The clock, in milliseconds.
 */
export function progressLine(name: string, write: (text: string) => void, now = Date.now): Progress {
  let pace = new Pace(now());
  let drawnAt = Number.NEGATIVE_INFINITY;
  let line = "";
  return {
    visible: true,
    update(done, what, total) {
      // Something else is counted now: what was before says nothing of its rate.
      if (done < pace.done) pace = new Pace(drawnAt);
      const due = now() - drawnAt >= REDRAW_MS || done === total;
      line = `${name}: ${describeProgress(done, what, pace.rate(done, now(), due), total)}`;
      if (!due) return;
      drawnAt = now();
      write(`\r\u001b[K${line}`);
    },
    clear() {
      if (line !== "") write("\r\u001b[K");
      drawnAt = Number.NEGATIVE_INFINITY;
    },
    finish() {
      if (line !== "") write(`\r\u001b[K${line}\n`);
      line = "";
    },
  };
}

/** How fast something is done, over the last while. */
class Pace {
  /** What was counted last. */
  done = 0;
  readonly #marks: { readonly at: number; readonly done: number }[];

  constructor(start: number) {
    this.#marks = [{ at: start, done: 0 }];
  }

  /** Things a second; `mark` where the count is to be remembered. */
  rate(done: number, at: number, mark: boolean): number {
    this.done = done;
    if (mark) this.#marks.push({ at, done });
    // The oldest mark stays until the next one is old enough to stand in for it.
    while (this.#marks.length > 2 && at - this.#marks[1]!.at > RATE_MS) this.#marks.shift();
    const [oldest] = this.#marks;
    return at > oldest!.at ? (1000 * (done - oldest!.done)) / (at - oldest!.at) : 0;
  }
}

/**
 * Counts photos and their faces on a progress line.
 *
 * @param total Number of photos, where it is known.
 */
export function photoCounter(progress: Progress, total?: number): (faces: number) => void {
  let photos = 0;
  let faces = 0;
  return (found) => {
    photos++;
    faces += found;
    progress.update(photos, `${named(total ?? photos, "photo")}, ${counted(faces, "face")}`, total);
  };
}

/**
 * The words of a progress line, such as `120 of 500 photos, 310 faces, 24.1/s, 0:16 left`.
 *
 * @param rate Things a second.
 */
export function describeProgress(done: number, what: string, rate: number, total?: number): string {
  const parts = [`${done}${total === undefined ? "" : ` of ${total}`} ${what}`, `${rate.toFixed(1)}/s`];
  if (total !== undefined && total > done && rate > 0) parts.push(`${clock((total - done) / rate)} left`);
  return parts.join(", ");
}

/** Seconds as m:ss or h:mm:ss. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}
