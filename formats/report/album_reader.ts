/**
 * Reads a whole stream into an album, and opens its photos afterwards, wherever they are.
 * @module
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  type Album,
  AlbumLedger,
  type AlbumPhoto,
  type FaceRecord,
  type Failure,
  itemFailure,
  itemOf,
  type OpenPhoto,
  type Photo,
  type PhotoReader,
  reasonOf,
  storageError,
} from "../../core/mod.ts";
import { openPhotoReader } from "../photo_reader.ts";
import { Spool } from "../place/spool.ts";

/** The photos of a stream that is being read. */
export class AlbumReader {
  /** Items that failed before the stream came here. */
  readonly earlier: Failure[] = [];
  readonly #stage: string;
  readonly #ledger: AlbumLedger;
  readonly #folder: string;
  #spool: Promise<Spool> | undefined;
  #temp: string | undefined;
  #reader: Promise<PhotoReader> | undefined;

  /**
   * @param stage The command that reads, for error records.
   * @param beside A file: photos that come with their bytes wait in a folder beside it.
   */
  constructor(stage: string, beside: string) {
    this.#stage = stage;
    this.#ledger = new AlbumLedger(stage);
    this.#folder = dirname(resolve(beside));
  }

  /** Takes a record; what cannot be used is among the failures of the album. */
  async add(record: FaceRecord): Promise<void> {
    if (record.kind === "face") this.#ledger.addFace(record);
    else if (record.kind === "photo") await this.#addPhoto(record);
    else if (record.kind === "error") this.earlier.push(record);
  }

  finish(): Album {
    return this.#ledger.finish();
  }

  /** Opens a photo, to be decoded. */
  async open({ path, sha256, bytesAt }: AlbumPhoto): Promise<OpenPhoto> {
    this.#reader ??= openPhotoReader();
    const photo: Photo = { kind: "photo", path, ...(sha256 === undefined ? {} : { sha256 }) };
    if (bytesAt !== undefined) photo.bytes = await readFile(bytesAt);
    return (await this.#reader).open(photo);
  }

  /** Removes what waited. */
  async close(): Promise<void> {
    if (this.#temp !== undefined) await rm(this.#temp, { recursive: true, force: true });
  }

  async #addPhoto(photo: Photo): Promise<void> {
    const { bytes, ...header } = photo;
    try {
      const kept = bytes && (await (await this.#openSpool()).keep(photo));
      if (kept !== undefined) header.sha256 = kept.sha256;
      this.#ledger.photos.addPhoto(header, kept?.bytesAt);
    } catch (thrown) {
      this.#ledger.photos.addFailure(itemFailure(this.#stage, thrown, itemOf(header)));
    }
  }

  async #openSpool(): Promise<Spool> {
    this.#spool ??= mkdtemp(join(this.#folder, ".facepipe-"))
      .then((path) => {
        this.#temp = path;
        return new Spool({ path }, this.#stage);
      })
      .catch((thrown) => {
        throw storageError(`Cannot write into ${this.#folder}: ${reasonOf(thrown)}`, thrown);
      });
    return this.#spool;
  }
}
