/**
 * A grouped stream as an album: photos with their faces, people with theirs.
 * @module
 */
import type { Box } from "../fields.ts";
import { type LedgerPhoto, portraitQuality } from "../ledger_photo.ts";
import { PhotoLedger } from "../photo_ledger.ts";
import type { Face, Failure } from "../records.ts";

/** A face of the album. */
export interface AlbumFace {
  readonly id: string;
  /** Place of its photo in the album. */
  readonly photo: number;
  readonly box: Box | undefined;
  readonly person: string | undefined;
  /** See {@linkcode portraitQuality}. */
  readonly quality: number;
}

/** A photo of the album; files of one content are one photo. */
export interface AlbumPhoto extends LedgerPhoto {
  /** All files of this content, in the order in which they came. */
  readonly paths: readonly string[];
  /** Best first. */
  readonly ownFaces: readonly AlbumFace[];
}

/** Somebody in the album. */
export interface AlbumPerson {
  readonly name: string;
  /** Best first. */
  readonly faces: readonly AlbumFace[];
  /** On how many photos. */
  readonly photos: number;
}

/** Photos, people and faces. */
export interface Album {
  readonly photos: readonly AlbumPhoto[];
  /** Those with most faces first, of equals by name. */
  readonly people: readonly AlbumPerson[];
  readonly faces: number;
  /** Records that could not be placed in the album. */
  readonly failures: readonly Failure[];
}

/** What is kept of a face beside what the ledger of photos keeps. */
interface FaceFacts {
  readonly box: Box | undefined;
  readonly quality: number;
}

/**
 * Collects the records of an album. Vectors, crops and the bytes of photos are not kept: the state
 * is about 1 kB a photo and 300 bytes a face.
 */
export class AlbumLedger {
  readonly photos: PhotoLedger;
  readonly #facts = new Map<string, FaceFacts>();

  /** @param stage Who collects, for error records. */
  constructor(stage: string) {
    this.photos = new PhotoLedger({ stage });
  }

  /** Adds a face; of several records of one face the first that has a box counts. */
  addFace(face: Face): void {
    this.photos.addFace(face);
    if (this.#facts.get(face.faceId)?.box !== undefined) return;
    this.#facts.set(face.faceId, { box: face.bbox, quality: portraitQuality(face) });
  }

  /** The album; the order of photos is that of their first records. */
  finish(): Album {
    const items = this.photos.finish();
    const failures = items.filter((item) => "kind" in item);
    const groups = byContent(items.flatMap((item) => ("kind" in item ? [] : [item])));
    const seen = new Set<string>();
    const photos = groups.map((files, at): AlbumPhoto => {
      const ownFaces = this.#facesOf(files, at).filter(({ id }) => !seen.has(id) && seen.add(id));
      return { ...files[0]!, paths: files.map(({ path }) => path), ownFaces };
    });
    return { photos, people: peopleIn(photos), faces: seen.size, failures };
  }

  #facesOf(files: readonly LedgerPhoto[], photo: number): AlbumFace[] {
    const persons = new Map(files.flatMap(({ faces }) => [...faces]));
    const faces = [...persons].map(([id, person]) => ({ id, photo, person, ...this.#facts.get(id)! }));
    return faces.sort(byQuality);
  }
}

/** The photos in lists of one content each. */
function byContent(photos: readonly LedgerPhoto[]): LedgerPhoto[][] {
  const lists = new Map<string, LedgerPhoto[]>();
  for (const photo of photos) {
    const key = photo.sha256 ?? `path ${photo.path}`;
    const list = lists.get(key);
    if (list) list.push(photo);
    else lists.set(key, [photo]);
  }
  return [...lists.values()];
}

function peopleIn(photos: readonly AlbumPhoto[]): AlbumPerson[] {
  const faces = new Map<string, AlbumFace[]>();
  for (const face of photos.flatMap(({ ownFaces }) => ownFaces)) {
    if (face.person === undefined) continue;
    const known = faces.get(face.person);
    if (known) known.push(face);
    else faces.set(face.person, [face]);
  }
  const people = [...faces].map(([name, own]) => ({
    name,
    faces: own.sort(byQuality),
    photos: new Set(own.map(({ photo }) => photo)).size,
  }));
  return people.sort((a, b) => b.faces.length - a.faces.length || (a.name < b.name ? -1 : 1));
}

function byQuality(a: AlbumFace, b: AlbumFace): number {
  return b.quality - a.quality || (a.id < b.id ? -1 : 1);
}
