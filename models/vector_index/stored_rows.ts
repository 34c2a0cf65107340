/**
 * The rows of an index and the files that hold them: opens the files, adds what is new, and publishes
 * the result for other processes.
 *
 * New rows go into a file of their own, together with the files before it that are not much larger, so
 * that there are few files and a row is rewritten seldom.
 * @module
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { VectorIndexNote, VectorIndexSpec } from "../../core/mod.ts";
import { DamagedIndex } from "./damage.ts";
import { withFileLock } from "./file_lock.ts";
import { Graph, type GraphInfo } from "./graph.ts";
import { dropFiles, filesOf, lockName, newName, publishFiles, sweep } from "./index_files.ts";
import { type Manifest, readManifest, writeManifest } from "./manifest.ts";
import { RowSet } from "./row_set.ts";
import { Segment } from "./segment.ts";
import { type RowSource, type SegmentOwner, writeSegment } from "./write_segment.ts";

/** A file is rewritten together with new rows where it has no more than so many times as many. */
const ABSORBED = 2;

/** All files are written anew once more than this share of their rows was removed, and so many. */
const REMOVED_SHARE = 0.25;
const LEAST_REMOVED = 1024;

/** A spec whose index keeps files. */
export type StoredSpec = VectorIndexSpec & { readonly folder: string };

/** Rows and their files. */
export class StoredRows {
  readonly rows: RowSet;
  readonly #spec: StoredSpec;
  /** Files that this index has written and not yet published. */
  readonly #files: Set<string>;
  #mark: string;
  #graph: Graph | undefined;
  /** Rises when rows get other numbers. */
  #numbering = 0;

  private constructor(spec: StoredSpec, rows: RowSet, manifest: Manifest | undefined) {
    this.#spec = spec;
    this.rows = rows;
    this.#mark = manifest?.mark ?? "";
    this.#files = new Set();
    if (manifest?.graph) this.#graph = new Graph(spec.folder, manifest.graph, spec.dimensions);
  }

  /**
   * Opens the files of a source.
   *
   * @throws DamagedIndex where they are not what was written; the system's error.
   */
  static async open(spec: StoredSpec): Promise<{ stored: StoredRows; generation: number }> {
    const manifest = await readManifest(spec.folder, spec.source);
    if (manifest) checkOwner(manifest, spec);
    const segments: Segment[] = [];
    try {
      for (const { file, rows } of manifest?.segments ?? []) {
        segments.push(new Segment(spec.folder, file, { ...ownerOf(spec), rows }));
      }
    } catch (thrown) {
      for (const segment of segments) await segment.close();
      throw thrown;
    }
    const stored = new StoredRows(spec, new RowSet(spec.dimensions, segments), manifest);
    return { stored, generation: manifest?.generation ?? 0 };
  }

  /** Removes all files of a source. @throws the system's error. */
  static async removeAll({ folder, source }: { folder: string; source: string }): Promise<void> {
    const all = await filesOf(folder, source);
    if (all.length === 0) return;
    await withFileLock(join(folder, lockName(source)), () => dropFiles(folder, all));
    await dropFiles(folder, [lockName(source)]);
  }

  /** Removes the files of a source if they are damaged, which only who changes nothing meanwhile can tell. */
  static async removeDamaged(spec: StoredSpec, note: VectorIndexNote): Promise<void> {
    const { folder, source } = spec;
    await withFileLock(join(folder, lockName(source)), async () => {
      try {
        await (await StoredRows.open(spec)).stored.close();
      } catch (thrown) {
        if (!(thrown instanceof DamagedIndex)) throw thrown;
        note(`The search index of gallery ${source} is built anew: ${thrown.message}`);
        const names = await filesOf(folder, source);
        await dropFiles(
          folder,
          names.filter((name) => name !== lockName(source)),
        );
      }
    });
  }

  /** The approximate index, if there is one. */
  get graph(): Graph | undefined {
    return this.#graph;
  }

  get numbering(): number {
    return this.#numbering;
  }

  /** Takes a row away; the next {@linkcode publish} removes its bytes. */
  remove(row: number): void {
    this.rows.remove(row);
    this.#graph?.remove(row);
  }

  /** Moves the rows in memory to a file. */
  async seal(): Promise<void> {
    const { tail, segments } = this.rows;
    if (tail.count === 0) return;
    let kept = segments.length;
    let rows = tail.count;
    while (kept > 0 && segments[kept - 1]!.rows <= ABSORBED * rows) rows += segments[--kept]!.rows;
    await this.#rewrite(segments.slice(0, kept), [...segments.slice(kept), tail], "all");
  }

  /** Writes all live rows to one new file. */
  async #compact(): Promise<void> {
    await this.#rewrite([], [...this.rows.segments, this.rows.tail], "live");
    this.#numbering++;
    this.dropGraph();
  }

  async #rewrite(
    kept: readonly Segment[],
    sources: readonly RowSource[],
    keep: "all" | "live",
  ): Promise<void> {
    const { folder, source } = this.#spec;
    const file = newName(source, "vectors");
    this.#files.add(file);
    const owner = ownerOf(this.#spec);
    const rows = await writeSegment(folder, file, owner, sources, keep);
    const replaced = this.rows.segments.slice(kept.length);
    const written = rows === 0 ? [] : [new Segment(folder, file, { ...owner, rows })];
    this.rows.replace([...kept, ...written], keep === "live");
    for (const segment of replaced) await segment.close();
  }

  /** Goes on with an approximate index that was just built. */
  adopt(info: GraphInfo): void {
    this.#graph = new Graph(this.#spec.folder, info, this.#spec.dimensions);
    for (let row = 0; row < info.rows; row++) if (!this.rows.isLive(row)) this.#graph.remove(row);
  }

  /** Goes on without the approximate index. */
  dropGraph(): void {
    this.#graph = undefined;
  }

  /** A name for a new approximate index. */
  graphName(): string {
    const name = newName(this.#spec.source, "graph");
    this.#files.add(name);
    return name;
  }

  /**
   * Makes the files, into which all rows were moved, those that other processes open, unless
   * another process has published later changes. No file that this one uses holds removed vectors then.
   *
   * @param generation Number of the last change that the rows hold.
   */
  async publish(generation: number): Promise<void> {
    const { folder, source } = this.#spec;
    await withFileLock(join(folder, lockName(source)), async () => {
      await this.#tidy();
      const current = await readManifest(folder, source).catch(ifDamaged);
      if (current && current.mark !== this.#mark && this.#isNewer(current, generation)) return;
      this.#mark = randomBytes(8).toString("hex");
      const manifest = this.#manifest(generation);
      await writeManifest(folder, manifest);
      const named = filesIn(manifest);
      await this.#dropUnused(named);
      await dropFiles(folder, current ? [...filesIn(current)].filter((file) => !named.has(file)) : []);
      await sweep(folder, source, named);
    });
  }

  /** Overwrites what was removed, and writes anew what is mostly removed or was taken away by others. */
  async #tidy(): Promise<void> {
    const { segments, filed, live } = this.rows;
    const removed = filed - live;
    const wasteful = removed > LEAST_REMOVED && removed > REMOVED_SHARE * filed;
    if (this.#graph && !this.#graph.isOnDisk()) this.dropGraph();
    if (wasteful) return this.#compact();
    const lost = segments.findIndex((segment) => !segment.isOnDisk());
    if (lost >= 0) await this.#rewrite(segments.slice(0, lost), segments.slice(lost), "all");
    for (const segment of segments) segment.scrub();
    this.#graph?.scrub();
  }

  #isNewer(current: Manifest, generation: number): boolean {
    if (!isOwn(current, this.#spec) || current.generation === 0) return false;
    const covered = (graph: GraphInfo | undefined) => graph?.rows ?? 0;
    if (current.generation !== generation) return current.generation > generation;
    return covered(current.graph) >= covered(this.#graph?.info);
  }

  #manifest(generation: number): Manifest {
    const { source, embedder, dimensions } = this.#spec;
    const segments = this.rows.segments.map(({ file, rows }) => ({ file, rows }));
    return { source, embedder, dimensions, generation, mark: this.#mark, segments, graph: this.#graph?.info };
  }

  async #dropUnused(named: ReadonlySet<string>): Promise<void> {
    const unused = [...this.#files].filter((file) => !named.has(file));
    publishFiles(named);
    this.#files.clear();
    await dropFiles(this.#spec.folder, unused);
  }

  /** Closes the files, and removes those that were never published or were replaced. */
  async close(): Promise<void> {
    for (const segment of this.rows.segments) await segment.close();
    const { folder, source } = this.#spec;
    const manifest = await readManifest(folder, source).catch(() => undefined);
    await this.#dropUnused(manifest ? filesIn(manifest) : new Set());
  }
}

/** What the header of each file of vectors says of its owner. */
export function ownerOf({ source, embedder, dimensions }: VectorIndexSpec): SegmentOwner {
  return { source, embedder, dimensions };
}

function checkOwner(manifest: Manifest, spec: StoredSpec): void {
  if (!isOwn(manifest, spec)) throw new DamagedIndex("its vectors are of another embedder");
}

function isOwn({ embedder, dimensions }: Manifest, spec: StoredSpec): boolean {
  return embedder === spec.embedder && dimensions === spec.dimensions;
}

function filesIn({ segments, graph }: Manifest): Set<string> {
  return new Set([...segments.map(({ file }) => file), ...(graph ? [graph.file] : [])]);
}

function ifDamaged(thrown: unknown): undefined {
  if (!(thrown instanceof DamagedIndex)) throw thrown;
}
