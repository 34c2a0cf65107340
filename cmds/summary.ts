/**
 * What a command did in the end, in numbers: a sentence on a terminal, an object for `--json`.
 * @module
 */
import { dirname } from "node:path";
import { counted, type FaceRecord } from "../core/mod.ts";

/** Counts of what a command wrote. */
export class Summary {
  readonly #start: number;
  readonly #now: () => number;
  readonly #folders = new Set<string>();
  /** What photo records say; some commands write no face records. */
  #facesOfPhotos = 0;
  readonly #counts = { photos: 0, faces: 0, files: 0, removed: 0, failed: 0 };

  /** @param now The clock, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  /** Counts a record. */
  add(record: FaceRecord): void {
    const counts = this.#counts;
    if (record.kind === "face") counts.faces++;
    else if (record.kind === "error") counts.failed++;
    if (record.kind !== "photo") return;
    counts.photos++;
    this.#facesOfPhotos += record.faces ?? 0;
    counts.files += record.placed?.length ?? 0;
    counts.removed += record.removed?.length ?? 0;
    for (const path of record.placed ?? []) this.#folders.add(dirname(path));
  }

  /** The object of `--json`; `complete` is false where the command gave up. */
  object(command: string, complete: boolean): object {
    const { photos, files, removed, failed } = this.#counts;
    const [faces, folders, seconds] = [this.#faces, this.#folders.size, this.#seconds()];
    return { command, photos, faces, files, folders, removed, failed, seconds, complete };
  }

  /** In words, such as `6 photos, 22 faces, 25 files in 9 folders, 1 failure; 2.1 s`. */
  sentence(): string {
    const { photos, files, removed, failed } = this.#counts;
    const faces = this.#faces;
    const parts = [
      ...(photos > 0 || faces === 0 ? [counted(photos, "photo")] : []),
      ...(faces > 0 ? [counted(faces, "face")] : []),
      ...(files > 0 ? [`${counted(files, "file")} in ${counted(this.#folders.size, "folder")}`] : []),
      ...(removed > 0 ? [`${counted(removed, "file")} removed`] : []),
      ...(failed > 0 ? [counted(failed, "failure")] : []),
    ];
    return `${parts.join(", ")}; ${this.#seconds().toFixed(1)} s`;
  }

  get #faces(): number {
    return this.#counts.faces || this.#facesOfPhotos;
  }

  #seconds(): number {
    return Math.round(this.#now() - this.#start) / 1000;
  }
}
