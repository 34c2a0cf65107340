/**
 * The tracks that are open, and the best face of each so far.
 * @module
 */
import type { Face } from "../records.ts";
import type { BestShotOptions } from "./best_shots.ts";

/** Tracks that ended and whose keys are kept, so that what comes late is known for it. */
const ENDED_KEPT = 10_000;

/** A track whose best face was not given out yet. */
interface Track {
  best: Face;
  /** Time of the records from which on it is over, in milliseconds. */
  due: number;
}

/** A camera with open tracks. */
interface Camera {
  readonly tracks: Map<string, Track>;
  /** Time of its latest record. */
  time: number;
  /** When that came, on the clock. */
  heardAt: number;
}

/** The state of `bestShots`. */
export class ShotSelection {
  readonly #options: Required<BestShotOptions>;
  readonly #span: number;
  /** Those heard of longest ago come first. */
  readonly #cameras = new Map<string, Camera>();
  /** By key of the track: the time until which what comes is late. */
  readonly #ended = new Map<string, number>();
  #tracks = 0;
  #bytes = 0;

  constructor(options: BestShotOptions) {
    this.#options = { maxTracks: 4096, maxBytes: 256 * 2 ** 20, now: () => performance.now(), ...options };
    this.#span = options.interval * 1000;
  }

  /**
   * Takes a face; gives those whose time is over because of it.
   *
   * @param time Its time in milliseconds; undefined: that of its camera's latest record.
   */
  take(face: Face, time?: number): Face[] {
    const { eventId, camId = "" } = face;
    if (eventId === undefined) return [this.#shot(face)];
    const camera = this.#hear(camId, time);
    const given = this.#endDue(camId, camera);
    if (!this.#isLate(camId, eventId, camera.time)) this.#keep(camera, eventId, face);
    if (camera.tracks.size === 0) this.#cameras.delete(camId);
    while (this.#tracks > this.#options.maxTracks || this.#bytes > this.#options.maxBytes)
      given.push(this.#endOldest());
    return given;
  }

  /** Milliseconds to wait for a record before {@linkcode ShotSelection.endSilent} has something to do; undefined: never. */
  patience(): number | undefined {
    const [oldest] = this.#cameras.values();
    return oldest && Math.max(0, oldest.heardAt + this.#span - this.#options.now());
  }

  /** The best faces of cameras that were silent for so long that their tracks are over. */
  endSilent(): Face[] {
    const before = this.#options.now() - this.#span;
    const silent = [...this.#cameras].filter(([, { heardAt }]) => heardAt <= before);
    return silent.flatMap(([camId, camera]) => this.#endCamera(camId, camera));
  }

  /** The best faces of all tracks. */
  endAll(): Face[] {
    return [...this.#cameras].flatMap(([camId, camera]) => this.#endCamera(camId, camera));
  }

  #hear(camId: string, time: number | undefined): Camera {
    const known = this.#cameras.get(camId);
    const camera = known ?? { tracks: new Map(), time: 0, heardAt: 0 };
    // Not the latest of all times: one clock that is wrong for a moment must not end what comes after.
    camera.time = time ?? camera.time;
    camera.heardAt = this.#options.now();
    this.#cameras.delete(camId);
    this.#cameras.set(camId, camera);
    return camera;
  }

  #endDue(camId: string, { tracks, time }: Camera): Face[] {
    const due = [...tracks].filter(([, track]) => track.due <= time);
    return due.map(([eventId, track]) => this.#end(camId, tracks, eventId, track));
  }

  /** Whether the best face of the record's track was given out already. */
  #isLate(camId: string, eventId: string, time: number): boolean {
    const key = keyOf(camId, eventId);
    const until = this.#ended.get(key);
    if (until === undefined || time >= until) return false;
    // A track that goes on stays over: it has one face, even where it was ended before its time.
    if (this.#options.kind === "overall") this.#noteEnd(key, Math.max(until, time + this.#span));
    return true;
  }

  #keep({ tracks, time }: Camera, eventId: string, face: Face): void {
    const track = tracks.get(eventId);
    const due = time + this.#span;
    if (!track) {
      tracks.set(eventId, { best: face, due });
      this.#tracks++;
      this.#bytes += weightOf(face);
      return;
    }
    if (this.#options.kind === "overall") track.due = Math.max(track.due, due);
    if ((face.score ?? 0) <= (track.best.score ?? 0)) return;
    this.#bytes += weightOf(face) - weightOf(track.best);
    track.best = face;
  }

  #endOldest(): Face {
    const [camId, { tracks }] = this.#cameras.entries().next().value!;
    const [eventId, track] = tracks.entries().next().value!;
    const face = this.#end(camId, tracks, eventId, track);
    if (tracks.size === 0) this.#cameras.delete(camId);
    return face;
  }

  #endCamera(camId: string, { tracks }: Camera): Face[] {
    const faces = [...tracks].map(([eventId, track]) => this.#end(camId, tracks, eventId, track));
    this.#cameras.delete(camId);
    return faces;
  }

  #end(camId: string, tracks: Map<string, Track>, eventId: string, { best, due }: Track): Face {
    tracks.delete(eventId);
    this.#tracks--;
    this.#bytes -= weightOf(best);
    this.#noteEnd(keyOf(camId, eventId), due);
    return this.#shot(best);
  }

  #noteEnd(key: string, until: number): void {
    this.#ended.delete(key);
    this.#ended.set(key, until);
    if (this.#ended.size > ENDED_KEPT) this.#ended.delete(this.#ended.keys().next().value!);
  }

  #shot(face: Face): Face {
    return { ...face, bsType: this.#options.kind };
  }
}

function keyOf(camId: string, eventId: string): string {
  return JSON.stringify([camId, eventId]);
}

function weightOf({ bytes, crop }: Face): number {
  return (bytes?.length ?? 0) + (crop?.length ?? 0);
}
