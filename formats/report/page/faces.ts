/**
 * Faces as things to look at.
 * @module
 */
import type { Desk } from "./desk.ts";
import { h } from "./dom.ts";
import { facePicture } from "./pictures.ts";

/** A face, square and rounded. */
export function faceTile(desk: Desk, face: number, kind = "tile"): HTMLElement {
  const { photo } = desk.album.faces[face]!;
  return h(
    "span",
    { class: `face ${kind}` },
    facePicture(photo, desk.album.photos[photo]!.faces.indexOf(face)),
  );
}

/** A person's name, quieter where nobody has given one yet. */
export function nameTag(desk: Desk, person: number): HTMLElement {
  return h(
    "span",
    { class: desk.isUnnamed(person) ? "name unnamed" : "name", dir: "auto" },
    desk.nameOf(person),
  );
}

/** What a screen reader says of a face. */
export function faceLabel(desk: Desk, face: number): string {
  const { photo } = desk.album.faces[face]!;
  return `Face in ${desk.fileOf(photo)}`;
}
