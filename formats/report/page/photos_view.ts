/**
 * Every photo with its boxes.
 * @module
 */
import type { Desk } from "./desk.ts";
import { count, h } from "./dom.ts";
import { photoPicture } from "./pictures.ts";
import { rove } from "./roving.ts";

/** Height of a row in the unit of the style sheet, before rows are filled up. */
const ROW = 11;

/** Which photos are shown: all, those of a person, or those without faces. */
export type PhotoFilter = "all" | "none" | number;

/** The photos that pass the filter, in the order of the album. */
export function photosShown(desk: Desk, filter: PhotoFilter): number[] {
  return [...desk.album.photos.keys()].filter((photo) => {
    const { faces } = desk.album.photos[photo]!;
    if (filter === "all") return true;
    if (filter === "none") return faces.length === 0;
    return faces.some((face) => desk.review.personOf(face) === filter);
  });
}

/** A wall of photos. */
export function photosView(
  desk: Desk,
  filter: PhotoFilter,
  onFilter: (filter: PhotoFilter) => void,
  onShow: (photo: number) => void,
): HTMLElement {
  const photos = photosShown(desk, filter);
  const wall = h("ul", { class: "wall" }, ...photos.map((photo) => item(desk, photo, onShow)));
  rove(wall, "button");
  return h(
    "section",
    { class: "view", "aria-label": "Photos" },
    h(
      "div",
      { class: "filter" },
      chooser(desk, filter, onFilter),
      h("span", { class: "quiet" }, count(photos.length, "photo")),
    ),
    photos.length === 0 ? h("p", { class: "empty" }, "There are no such photos.") : wall,
  );
}

function chooser(desk: Desk, filter: PhotoFilter, onFilter: (filter: PhotoFilter) => void): HTMLElement {
  const entry = (value: PhotoFilter, text: string) =>
    h("option", { value, selected: `${value}` === `${filter}` }, text);
  return h(
    "label",
    {},
    h("span", { class: "unseen" }, "Show photos of"),
    h(
      "select",
      {
        "data-key": "filter",
        onchange: ({ target }: Event) => {
          const { value } = target as HTMLSelectElement;
          onFilter(value === "all" || value === "none" ? value : Number(value));
        },
      },
      entry("all", "All photos"),
      entry("none", "Photos without faces"),
      ...desk.peopleInOrder().map(({ person }) => entry(person, desk.nameOf(person))),
    ),
  );
}

function item(desk: Desk, photo: number, onShow: (photo: number) => void): HTMLElement {
  const { width, height, faces, problem } = desk.album.photos[photo]!;
  const ratio = width > 0 && height > 0 ? Math.min(4, Math.max(0.4, width / height)) : 1;
  const names = faces.map((face) => desk.review.personOf(face)).filter((person) => person >= 0);
  const who = names.length === 0 ? "" : `: ${names.map((person) => desk.nameOf(person)).join(", ")}`;
  const button = h(
    "button",
    {
      type: "button",
      class: problem === undefined ? "photo" : "photo broken",
      "data-key": `photo-${photo}`,
      "aria-label": `${desk.fileOf(photo)}, ${problem === undefined ? count(faces.length, "face") : problem}${who}`,
      onclick: () => onShow(photo),
    },
    problem === undefined ? photoPicture(photo) : h("span", { class: "problem" }, desk.fileOf(photo)),
    ...faces.map((face) => boxOf(desk, face)),
  );
  const place = h("li", {}, button);
  // Rows fill the width: each photo grows with its share of it.
  place.style.flexGrow = `${ratio}`;
  place.style.flexBasis = `${ratio * ROW}rem`;
  place.style.aspectRatio = `${ratio}`;
  return place;
}

/** The box of a face over its photo. */
export function boxOf(desk: Desk, face: number): HTMLElement | undefined {
  const { box, photo } = desk.album.faces[face]!;
  const { width, height } = desk.album.photos[photo]!;
  if (box === undefined || !(width > 0) || !(height > 0)) return undefined;
  const frame = h("span", { class: "box", "aria-hidden": "true" });
  const percent = (value: number, of: number) => `${(100 * Math.min(of, Math.max(0, value))) / of}%`;
  frame.style.left = percent(box[0], width);
  frame.style.top = percent(box[1], height);
  frame.style.width = percent(box[2] - box[0], width);
  frame.style.height = percent(box[3] - box[1], height);
  return frame;
}
