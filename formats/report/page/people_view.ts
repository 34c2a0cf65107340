/**
 * Everybody, as cards.
 * @module
 */
import { NOBODY_HERE, UNDECIDED } from "./core.ts";
import type { Desk } from "./desk.ts";
import { count, h, icon } from "./dom.ts";
import { faceTile, nameTag } from "./faces.ts";
import { rove } from "./roving.ts";

/** Faces beside the best one. */
const STRIP = 4;

/** The people whose names hold the search, and those who were seen only once in a row of their own. */
export function peopleView(desk: Desk, search: string, onSearch: (text: string) => void): HTMLElement {
  const wanted = search.normalize("NFC").toLocaleLowerCase();
  const found = desk
    .peopleInOrder()
    .filter(({ person }) => desk.nameOf(person).toLocaleLowerCase().includes(wanted));
  const isOften = ({ person, faces }: (typeof found)[number]) => faces.length > 1 || !desk.isUnnamed(person);
  const often = found.filter(isOften);
  const once = found.filter((entry) => !isOften(entry));
  const view = h(
    "section",
    { class: "view", "aria-label": "People" },
    searchField(search, onSearch),
    found.length === 0 &&
      h(
        "p",
        { class: "empty" },
        wanted === "" ? "There is nobody in this album." : "Nobody has such a name.",
      ),
    often.length > 0 &&
      h("ul", { class: "cards" }, ...often.map(({ person, faces }) => card(desk, person, faces))),
    once.length > 0 && h("h2", {}, "Seen once"),
    once.length > 0 &&
      h("ul", { class: "once" }, ...once.map(({ person, faces }) => single(desk, person, faces[0]!))),
    wanted === "" && others(desk),
  );
  for (const grid of view.querySelectorAll<HTMLElement>("ul")) rove(grid, "a");
  return view;
}

function searchField(search: string, onSearch: (text: string) => void): HTMLElement {
  return h(
    "label",
    { class: "search" },
    icon("search"),
    h("span", { class: "unseen" }, "Find a person"),
    h("input", {
      type: "search",
      value: search,
      placeholder: "Find a person",
      "data-key": "search",
      autocomplete: "off",
      oninput: ({ target }: Event) => onSearch((target as HTMLInputElement).value),
    }),
  );
}

function card(desk: Desk, person: number, faces: readonly number[]): HTMLElement {
  const counts = `${count(faces.length, "face")} in ${count(desk.photosWith(faces), "photo")}`;
  return h(
    "li",
    {},
    h(
      "a",
      {
        class: "card",
        href: `#person-${person}`,
        "data-key": `person-${person}`,
        "aria-label": `${desk.nameOf(person)}, ${counts}`,
      },
      faceTile(desk, faces[0]!, "cover"),
      h("span", { class: "strip" }, ...faces.slice(1, 1 + STRIP).map((face) => faceTile(desk, face))),
      h("span", { class: "caption" }, nameTag(desk, person), h("span", { class: "quiet" }, counts)),
    ),
  );
}

function single(desk: Desk, person: number, face: number): HTMLElement {
  return h(
    "li",
    {},
    h(
      "a",
      {
        href: `#person-${person}`,
        "data-key": `person-${person}`,
        "aria-label": `${desk.nameOf(person)}, 1 face`,
      },
      faceTile(desk, face),
    ),
  );
}

/** Links to the faces that are nobody's. */
function others(desk: Desk): HTMLElement | undefined {
  const lists = [
    [UNDECIDED, "left to the next grouping"],
    [NOBODY_HERE, "of nobody"],
  ] as const;
  const links = lists.flatMap(([person, what]) => {
    const faces = desk.review.facesOf(person).length;
    if (faces === 0) return [];
    const href = person === NOBODY_HERE ? "#nobody" : "#undecided";
    return [h("a", { href, class: "more", "data-key": href }, `${count(faces, "face")} ${what}`)];
  });
  return links.length === 0 ? undefined : h("p", { class: "others" }, ...links);
}
