/**
 * Where the photos of one content can be read.
 * @module
 */
import type { FacepipeError, PlaceablePhoto, PlannedContent } from "../../core/mod.ts";
import { changedError, itemError, sourceError } from "./file_errors.ts";
import { hashPhoto } from "./members.ts";
import { isSameFile, type Stamp, stampOf } from "./read_file.ts";

/** A photo that can be read. */
export interface Source {
  /** Index of the photo in the plan. */
  readonly photo: number;
  /** As the stream names it. */
  readonly path: string;
  /** The file to read. */
  readonly file: string;
  /** True where the file is a temporary one of ours, made of bytes that came with the record. */
  readonly spooled: boolean;
  /** Size in bytes when it was scanned. */
  readonly size: number | undefined;
  /** When it had last been modified by then, in ms; NaN where nobody knows. */
  readonly mtime: number;
}

/** All photos of one content. */
export class ContentSources {
  readonly sha256: string;
  /** By path, so that the choice among equals does not depend on the order of arrival. */
  readonly list: readonly Source[];
  /** Why photos cannot be used, in the order in which that was found out. */
  readonly #unusable = new Map<Source, FacepipeError>();
  /** Stamps of the files that were read and found right. */
  readonly #verified = new Map<string, Stamp>();
  #now: Promise<(Stamp | undefined)[]> | undefined;

  /** @param photos All photos of the plan. */
  constructor(content: PlannedContent, photos: readonly PlaceablePhoto[]) {
    this.sha256 = content.sha256;
    const sources = content.photos.map((index) => sourceOf(photos[index]!, index));
    this.list = sources.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** What `use` makes of the first photo that can be used; one that failed is not tried again. */
  async firstUsable<T>(use: (source: Source) => Promise<T>): Promise<T> {
    for (const source of this.list) {
      if (this.#unusable.has(source)) continue;
      try {
        return await use(source);
      } catch (thrown) {
        this.#unusable.set(source, itemError(thrown));
      }
    }
    throw [...this.#unusable.values()][0];
  }

  /** Notes that a file was read and had the content. */
  noteVerified(source: Source, stamp: Stamp): void {
    this.#verified.set(source.path, stamp);
  }

  /** The stamp from when a file was read and had the content. */
  verified(source: Source): Stamp | undefined {
    return this.#verified.get(source.path);
  }

  /** Reads a file and makes sure that it has the content. */
  async verify(source: Source): Promise<void> {
    const reading = await hashPhoto(source.file).catch((thrown: unknown) => {
      throw sourceError(source.path, thrown);
    });
    if (reading.sha256 !== this.sha256) throw changedError(source.path);
    if (reading.stamp !== undefined) this.noteVerified(source, reading.stamp);
  }

  /** Makes sure that a file has the content, without reading it if size and time are as scanned. */
  async check(source: Source): Promise<void> {
    const found = await stampOf(source.file);
    if (found !== undefined && isUntouched(source, found)) return;
    await this.verify(source);
  }

  /** Whether a file is another name of a photo, and whether that is as it was scanned. */
  async twinOf(stamp: Stamp): Promise<"untouched" | "changed" | undefined> {
    const now = await this.#stampsNow();
    const twins = this.list.filter((_, index) => {
      const found = now[index];
      return found !== undefined && isSameFile(found, stamp);
    });
    if (twins.length === 0) return undefined;
    return twins.some((source) => isUntouched(source, stamp)) ? "untouched" : "changed";
  }

  /** Whether a file of this size may have the content; sizes that the stream states may be wrong. */
  async mayHaveSize(size: bigint): Promise<boolean> {
    const stated = this.list.flatMap((source) => source.size ?? []);
    if (stated.length === 0 || stated.includes(Number(size))) return true;
    return (await this.#stampsNow()).some((stamp) => stamp?.size === size);
  }

  /** The files as they are now, in the order of {@linkcode list}; undefined for each that is gone. */
  #stampsNow(): Promise<(Stamp | undefined)[]> {
    this.#now ??= Promise.all(this.list.map(({ file }) => stampOf(file)));
    return this.#now;
  }
}

function sourceOf({ path, bytesAt, header }: PlaceablePhoto, photo: number): Source {
  return {
    photo,
    path,
    file: bytesAt ?? path,
    spooled: bytesAt !== undefined,
    size: header?.size,
    mtime: Date.parse(header?.mtime ?? ""),
  };
}

/** Records round the time to a millisecond, up or down. */
function isUntouched(source: Source, found: Stamp): boolean {
  const age = Math.abs(Number(found.mtimeNs) / 1e6 - source.mtime);
  return source.size === Number(found.size) && age <= 1;
}
