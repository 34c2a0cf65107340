/**
 * Everything that other programs say about the faces of a photo.
 * @module
 */
import { dirname, join } from "node:path";
import {
  type Box,
  boxOnPhoto,
  FacepipeError,
  frameOf,
  matchBoxes,
  type Photo,
  type PhotoFrame,
} from "../../core/mod.ts";
import { decodeText, embeddedXmp } from "./packets.ts";
import { PICASA_FILES, type PicasaFolder, picasaFaces, readPicasaIni } from "./picasa.ts";
import { findRdf } from "./rdf.ts";
import { type MarkedFaces, readMarkedFaces } from "./read_regions.ts";
import { possibleSidecars } from "./sidecars.ts";
import { readSmallFile } from "./small_file.ts";
import { parseXml } from "./xml.ts";

/** What {@linkcode RegionReader.read} found. */
export interface PhotoRegions {
  /** As a photo record carries them; only those with a name. */
  readonly regions: NonNullable<Photo["regions"]>;
  /** What could not be read. */
  readonly errors: readonly FacepipeError[];
}

/** A region on its way to a record. */
interface Region {
  name: string | undefined;
  readonly bbox: Box;
}

/** Reads the regions of one photo after the other. */
export class RegionReader {
  /** Photos whose marks are for another crop. */
  cropped = 0;
  #folder: string | undefined;
  #picasa: Promise<PicasaFolder | undefined> = Promise.resolve(undefined);

  /**
   * The named regions of a photo: of its sidecars, of the XMP in its file, of Picasa. Where they
   * speak of one face, the first that has a name counts.
   *
   * @param path Its file; sidecars lie beside it.
   * @param bytes What the file holds.
   */
  async read(path: string, bytes: Uint8Array, photo: PhotoFrame): Promise<PhotoRegions> {
    const errors: FacepipeError[] = [];
    const attempt = async (what: string, work: () => Promise<MarkedFaces[]>): Promise<MarkedFaces[]> => {
      try {
        return await work();
      } catch (thrown) {
        if (!(thrown instanceof FacepipeError)) throw thrown;
        const message = `Cannot read regions of photo ${path}: ${what}: ${thrown.message}`;
        errors.push(new FacepipeError(thrown.code, message, { cause: thrown }));
        return [];
      }
    };
    const marked: MarkedFaces[] = [];
    for (const sidecar of possibleSidecars(path)) {
      marked.push(...(await attempt(sidecar, () => sidecarFaces(sidecar))));
    }
    marked.push(...(await attempt("its XMP", () => embeddedFaces(bytes))));
    marked.push(...(await attempt("Picasa's file", () => this.#picasaFaces(path))));
    return { regions: this.#merge(marked, photo), errors };
  }

  #merge(marked: readonly MarkedFaces[], photo: PhotoFrame): PhotoRegions["regions"] {
    if (marked.some(({ frame }) => frameOf(frame, photo) === undefined)) this.cropped++;
    const regions: Region[] = [];
    for (const { frame, faces } of marked) {
      const found = faces.flatMap((face): Region[] => {
        const bbox = boxOnPhoto(face, frame, photo);
        return bbox ? [{ name: face.name, bbox }] : [];
      });
      addTo(regions, found);
    }
    return regions.flatMap(({ name, bbox }) => (name === undefined ? [] : [{ name, bbox }]));
  }

  async #picasaFaces(path: string): Promise<MarkedFaces[]> {
    const folder = dirname(path);
    // Photos come folder by folder.
    if (folder !== this.#folder) {
      this.#folder = folder;
      this.#picasa = readPicasa(folder);
      this.#picasa.catch(() => undefined);
    }
    const picasa = await this.#picasa;
    return picasa === undefined ? [] : [picasaFaces(picasa, path)].filter(({ faces }) => faces.length > 0);
  }
}

/** Adds regions of another source; those of faces that are there already only give their names. */
function addTo(regions: Region[], found: readonly Region[]): void {
  const boxes = (list: readonly Region[]) => list.map(({ bbox }) => bbox);
  const pairs = new Map(matchBoxes(boxes(found), boxes(regions)));
  for (const [index, region] of found.entries()) {
    const known = pairs.get(index);
    if (known === undefined) regions.push(region);
    else regions[known]!.name ??= region.name;
  }
}

async function sidecarFaces(path: string): Promise<MarkedFaces[]> {
  const bytes = await readSmallFile(path);
  return bytes === undefined ? [] : await facesIn(decodeText(bytes));
}

async function embeddedFaces(bytes: Uint8Array): Promise<MarkedFaces[]> {
  const faces: MarkedFaces[] = [];
  for (const text of await embeddedXmp(bytes)) faces.push(...(await facesIn(text)));
  return faces;
}

/** What holds none of these holds no regions, and need not be read. */
const SIGNS = ["metadataworkinggroup.com/schemas/regions", "ns.microsoft.com/photo/1.2"];

/** Whether XMP may hold regions, without reading it. */
export function mayHoldRegions(text: string): boolean {
  return SIGNS.some((sign) => text.includes(sign));
}

async function facesIn(text: string): Promise<MarkedFaces[]> {
  if (!mayHoldRegions(text)) return [];
  const rdf = findRdf(await parseXml(text));
  return rdf === undefined ? [] : readMarkedFaces(rdf);
}

async function readPicasa(folder: string): Promise<PicasaFolder | undefined> {
  for (const name of PICASA_FILES) {
    const bytes = await readSmallFile(join(folder, name));
    if (bytes !== undefined) return readPicasaIni(decodeText(bytes));
  }
  return undefined;
}
