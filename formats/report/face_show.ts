/**
 * The faces of an album, ready to be shown in a terminal.
 * @module
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Album, AlbumFace, AlbumPerson, AlbumPhoto, FaceRecord, RgbImage } from "../../core/mod.ts";
import { faceRow, faceSide, facesInLine } from "../terminal/face_row.ts";
import type { Protocol } from "../terminal/protocols.ts";
import { AlbumReader } from "./album_reader.ts";
import { decodeFor, portrait } from "./face_pictures.ts";
import { noPicture } from "./report_album.ts";

/** Faces that are shown under the path of their photo, since they are nobody's. */
export interface LooseFaces {
  readonly path: string;
  readonly faces: readonly AlbumFace[];
}

/** A row, drawn. */
export interface DrawnRow {
  readonly text: string;
  /** Photos that cannot be read, in words. */
  readonly problems: readonly string[];
}

/** Collects records, and draws rows of faces. */
export class FaceShow {
  readonly #reader = new AlbumReader("show", join(tmpdir(), "show"));
  readonly #protocol: Protocol;
  readonly #rows: number;
  #album: Album | undefined;

  constructor(protocol: Protocol, rows: number) {
    this.#protocol = protocol;
    this.#rows = rows;
  }

  add(record: FaceRecord): Promise<void> {
    return this.#reader.add(record);
  }

  /** Everybody, and the faces of nobody by photo; no records may come after. */
  album(): { people: readonly AlbumPerson[]; loose: LooseFaces[]; failures: Album["failures"] } {
    this.#album = this.#reader.finish();
    const loose = this.#album.photos.flatMap(({ path, ownFaces }) => {
      const faces = ownFaces.filter(({ person }) => person === undefined);
      return faces.length === 0 ? [] : [{ path, faces }];
    });
    return { people: this.#album.people, loose, failures: this.#album.failures };
  }

  /** How many faces fit a line. */
  perLine(columns: number): number {
    return facesInLine(columns, this.#rows);
  }

  /** Draws faces side by side; those whose photo cannot be read are left out. */
  async row(faces: readonly AlbumFace[]): Promise<DrawnRow> {
    const images: RgbImage[] = [];
    const problems: string[] = [];
    for (const face of faces) {
      const photo = this.#album!.photos[face.photo]!;
      try {
        images.push(await this.#cut(face, photo));
      } catch (thrown) {
        problems.push(noPicture(thrown, photo.path).reason);
      }
    }
    return { text: images.length === 0 ? "" : await faceRow(images, this.#protocol, this.#rows), problems };
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #cut({ box }: AlbumFace, photo: AlbumPhoto): Promise<RgbImage> {
    const side = faceSide(this.#protocol, this.#rows);
    const shrunk = await decodeFor(await this.#reader.open(photo), [{ box, side }], side);
    const { data, info } = await (await portrait(shrunk, { box, side }))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  }
}
