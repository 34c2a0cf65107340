/**
 * The page: reads the album that is in it, shows one view at a time, and redraws it on each change.
 * @module
 */
import { NOBODY_HERE, type ReviewAlbum, UNDECIDED } from "./core.ts";
import { Desk } from "./desk.ts";
import { focusKey } from "./dialog.ts";
import { count, h, icon } from "./dom.ts";
import { showHelp } from "./help_dialog.ts";
import { pairsView } from "./pairs_view.ts";
import { peopleView } from "./people_view.ts";
import { askPerson } from "./person_dialog.ts";
import { type FaceActions, personView, type Selection } from "./person_view.ts";
import { showPhoto } from "./photo_dialog.ts";
import { type PhotoFilter, photosShown, photosView } from "./photos_view.ts";

const desk = new Desk(JSON.parse(document.getElementById("album")!.textContent!) as ReviewAlbum);
const { review, album } = desk;

let search = "";
let filter: PhotoFilter = "all";
let pair = 0;
const selection: Selection = new Set();

const main = h("main", { tabindex: -1, id: "main" });
const said = h("p", { class: "said", role: "status", "aria-live": "polite" });
const header = h("header", { class: "top" });
document.getElementById("app")!.replaceChildren(header, main, said);

const actions: FaceActions = {
  move(faces) {
    if (faces.length === 0) return;
    const whose = new Set(faces.map((face) => review.personOf(face)));
    const except = whose.size === 1 ? [...whose][0]! : NOBODY_HERE;
    askPerson(
      desk,
      { title: `Whose ${faces.length === 1 ? "face is this" : "faces are these"}?`, except, mayBeNew: true },
      (choice) => {
        if ("person" in choice)
          desk.take(
            { type: "move", faces, to: choice.person },
            `${count(faces.length, "face")} moved to ${desk.nameOf(choice.person)}`,
          );
        else
          desk.take(
            { type: "found", faces, name: choice.name },
            `${choice.name} has ${count(faces.length, "face")}`,
          );
      },
    );
  },
  release(faces) {
    if (faces.length > 0)
      desk.take(
        { type: "release", faces },
        `${count(faces.length, "face")} taken out; the next grouping finds out whose`,
      );
  },
  ignore(faces) {
    if (faces.length > 0) desk.take({ type: "ignore", faces }, `${count(faces.length, "face")} ignored`);
  },
  show(face) {
    const { photo } = album.faces[face]!;
    const person = review.personOf(face);
    const photos = person >= 0 ? photosShown(desk, person) : [photo];
    showPhoto(desk, photos, photo, face, actions);
  },
  merge(person) {
    askPerson(desk, { title: "Who is the same person?", except: person, mayBeNew: false }, (choice) => {
      if ("person" in choice) joinPeople(person, choice.person);
    });
  },
  rename(person, name) {
    const wrong = review.problemOf(name);
    if (wrong !== undefined) {
      announce(`This cannot be a name: ${wrong}`);
      return;
    }
    const namesake = review.personNamed(name);
    desk.take(
      { type: "name", person, name },
      namesake === undefined ? `Named ${name}` : `Joined with ${name}, who was here already`,
    );
    if (namesake !== undefined) location.replace(`#person-${namesake}`);
  },
};

/** Makes two people one: a name stays, and else the larger. */
function joinPeople(a: number, b: number): void {
  const size = (person: number) => (desk.isUnnamed(person) ? 0 : 1e9) + review.facesOf(person).length;
  const [from, into] = size(a) > size(b) ? [b, a] : [a, b];
  desk.take({ type: "merge", from, into }, `${desk.nameOf(from)} and ${desk.nameOf(into)} are one person`);
  if (location.hash === `#person-${from}`) location.replace(`#person-${into}`);
}

function answer(place: number, same: boolean): void {
  const { type, faces } = album.pairs[place]!;
  if (type === "same" && same) joinPeople(review.personOf(faces[0]), review.personOf(faces[1]));
  else if (type === "different" && !same) actions.release([faces[0]]);
  else desk.take({ type: "pair", same, faces }, same ? "The same person" : "Different people");
}

function viewNow(): HTMLElement {
  const hash = location.hash.slice(1);
  const person =
    hash === "nobody"
      ? NOBODY_HERE
      : hash === "undecided"
        ? UNDECIDED
        : Number(/^person-(\d+)$/.exec(hash)?.[1] ?? Number.NaN);
  if (person < 0 || review.people[person] !== undefined) return personView(desk, person, selection, actions);
  if (hash === "photos") {
    const onFilter = (next: PhotoFilter) => {
      filter = next;
      draw();
    };
    return photosView(desk, filter, onFilter, (photo) =>
      showPhoto(desk, photosShown(desk, filter), photo, undefined, actions),
    );
  }
  if (hash === "review") {
    const go = (place: number) => {
      pair = place;
      draw();
    };
    const ignore = (place: number) => actions.ignore([album.pairs[place]!.faces[0]]);
    return pairsView(desk, pair, { answer, ignore, go, show: actions.show });
  }
  return peopleView(desk, search, (text) => {
    search = text;
    draw();
  });
}

function headerParts(): HTMLElement[] {
  const open = desk.openPairs().length;
  const hash = location.hash.slice(1);
  const at = hash === "photos" || hash === "review" ? hash : "people";
  const tab = (name: string, label: string, key: string, badge = 0) =>
    h(
      "a",
      {
        href: `#${name}`,
        "data-key": `tab-${name}`,
        "aria-keyshortcuts": key,
        "aria-current": at === name && "page",
      },
      label,
      badge > 0 && h("span", { class: "badge" }, `${badge}`),
    );
  const people = count(desk.peopleInOrder().length, "person", "people");
  const tool = (label: string, name: "undo" | "redo" | "help", run: () => void, disabled = false) =>
    h(
      "button",
      {
        type: "button",
        class: "round",
        "aria-label": label,
        title: label,
        "data-key": name,
        disabled,
        onclick: run,
      },
      icon(name),
    );
  return [
    h(
      "div",
      { class: "brand" },
      h("h1", { dir: "auto" }, album.title),
      h(
        "p",
        { class: "quiet" },
        `${people} · ${count(album.photos.length, "photo")} · ${count(album.faces.length, "face")}`,
      ),
    ),
    h(
      "nav",
      { "aria-label": "Views" },
      tab("people", "People", "1"),
      tab("review", "To review", "2", open),
      tab("photos", "Photos", "3"),
    ),
    h(
      "div",
      { class: "tools" },
      tool("Undo", "undo", () => desk.undo(), review.size === 0),
      tool("Redo", "redo", () => desk.redo(), review.undone === 0),
      tool("Help", "help", showHelp),
      h(
        "button",
        {
          type: "button",
          class: "primary",
          "data-key": "save",
          disabled: review.size === 0,
          onclick: download,
        },
        icon("save"),
        h("span", {}, review.size === 0 ? "Corrections" : count(review.size, "correction")),
      ),
    ),
  ];
}

/** Gives the corrections to the browser as a file. */
function download(): void {
  if (review.size === 0) return;
  const url = URL.createObjectURL(new Blob([desk.save()], { type: "application/x-ndjson" }));
  h("a", { href: url, download: "corrections.ndjson" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  announce("Downloaded. Next: group --constraints corrections.ndjson");
}

let hiding: ReturnType<typeof setTimeout> | undefined;

function announce(message: string): void {
  said.textContent = message;
  said.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => said.classList.remove("shown"), 4000);
}

/** Draws everything anew; the focus stays where it was, or goes to what took that place. */
function draw(): void {
  const active = document.activeElement as HTMLElement | null;
  const key = active?.dataset.key;
  const list = active?.closest("[role=listbox]") === null ? undefined : active?.closest("[role=listbox]");
  const place = list ? [...list.children].indexOf(active!) : -1;
  const caret = active instanceof HTMLInputElement ? active.selectionStart : null;
  header.replaceChildren(...headerParts());
  const view = viewNow();
  main.replaceChildren(view);
  if (key !== undefined && !focusKey(key) && place >= 0) {
    const items = view.querySelectorAll<HTMLElement>("[role=option]");
    items[Math.min(place, items.length - 1)]?.focus({ preventScroll: true });
  }
  if (caret !== null && document.activeElement instanceof HTMLInputElement)
    document.activeElement.setSelectionRange(caret, caret);
  if (document.activeElement === document.body && location.hash === "#review") focusKey("question");
}

/** Goes to a view, and to its beginning. */
function arrive(): void {
  selection.clear();
  draw();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
  if (location.hash === "#review") focusKey("question");
}

/** With Ctrl or Cmd. */
const COMMANDS: Record<string, (() => void) | undefined> = {
  s: download,
  z: () => desk.undo(),
  y: () => desk.redo(),
};

/** Keys that mean something everywhere, where nobody is typing. */
const KEYS: Record<string, (() => void) | undefined> = {
  "1": () => go("people"),
  "2": () => go("review"),
  "3": () => go("photos"),
  u: () => desk.undo(),
  "?": showHelp,
  escape: () => go("people"),
  "/": () => {
    go("people");
    setTimeout(() => focusKey("search"));
  },
};

function go(view: string): void {
  location.hash = view;
}

function onKey(event: KeyboardEvent): void {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  const run = isTyping ? keyWhileTyping(event) : keyAction(event);
  if (run === undefined) return;
  event.preventDefault();
  run();
}

/** A field has undo and arrows of its own. */
function keyWhileTyping(event: KeyboardEvent): (() => void) | undefined {
  if (event.key === "Escape") return () => main.focus();
  return (event.ctrlKey || event.metaKey) && event.key === "s" ? download : undefined;
}

function keyAction(event: KeyboardEvent): (() => void) | undefined {
  const key = event.key.toLowerCase();
  if (event.altKey) return undefined;
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.shiftKey && key === (isCommand ? "z" : "u")) return () => desk.redo();
  if (isCommand) return COMMANDS[key];
  // From the page itself, arrows lead to its first thing.
  if (key.startsWith("arrow") && document.activeElement === main) {
    return () => main.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }
  return KEYS[key];
}

desk.onChange = (message) => {
  draw();
  announce(message);
};
window.addEventListener("hashchange", arrive);
window.addEventListener("keydown", onKey);
window.addEventListener("beforeunload", (event) => {
  if (desk.unsaved) event.preventDefault();
});
draw();
