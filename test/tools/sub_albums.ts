/**
 * Albums drawn from a large labelled collection, the same for the same seed.
 * @module
 */
import { seeded, shuffled } from "./random_vectors.ts";

/** Random photos, or random people with all their photos. */
export const ALBUM_KINDS = ["photos", "people"] as const;

/** One of the {@linkcode ALBUM_KINDS}. */
export type AlbumKind = (typeof ALBUM_KINDS)[number];

/** An album of 50 to 500 faces. */
export interface SubAlbum {
  readonly name: string;
  /** Indices into the labels, ascending. */
  readonly faces: readonly number[];
}

/**
 * Draws an album.
 *
 * @param labels Who is in each photo of the collection.
 */
export function drawAlbum(labels: readonly string[], seed: number, kind: AlbumKind): SubAlbum {
  const random = seeded(seed);
  const size = 50 + Math.floor(random() * 451);
  const faces = kind === "photos" ? drawPhotos(labels, random, size) : drawPeople(labels, random, size);
  return { name: `${kind} ${seed}`, faces: faces.sort((a, b) => a - b) };
}

function drawPhotos(labels: readonly string[], random: () => number, size: number): number[] {
  return shuffled(random, [...labels.keys()]).slice(0, size);
}

/** People whose photos would make too many are passed over. */
function drawPeople(labels: readonly string[], random: () => number, size: number): number[] {
  const photos = new Map<string, number[]>();
  for (const [i, label] of labels.entries()) photos.set(label, [...(photos.get(label) ?? []), i]);
  const faces: number[] = [];
  for (const person of shuffled(random, [...photos.keys()].sort())) {
    const more = photos.get(person)!;
    if (faces.length + more.length <= size) faces.push(...more);
  }
  return faces;
}
