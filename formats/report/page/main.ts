/**
 * The page: reads the album that is in it, shows one view at a time, and redraws it on each change.
 * @module
 */
import { albumActions } from "./actions.ts";
import { NOBODY_HERE, type ReviewAlbum, UNDECIDED } from "./core.ts";
import { Desk } from "./desk.ts";
import { focusKey } from "./dialog.ts";
import { h } from "./dom.ts";
import { headerParts } from "./header.ts";
import { listenToKeys } from "./keys.ts";
import { pairsView } from "./pairs_view.ts";
import { peopleView } from "./people_view.ts";
import { personView, type Selection } from "./person_view.ts";
import { showPhoto } from "./photo_dialog.ts";
import { type PhotoFilter, photosShown, photosView } from "./photos_view.ts";
import { sendKey } from "./view_keys.ts";

const desk = new Desk(JSON.parse(document.getElementById("album")!.textContent!) as ReviewAlbum);
const { review, album } = desk;

let search = "";
let filter: PhotoFilter = "all";
let pair = 0;
let hiding: ReturnType<typeof setTimeout> | undefined;
const selection: Selection = new Set();

const main = h("main", { tabindex: -1, id: "main" });
const said = h("p", { class: "said", role: "status", "aria-live": "polite" });
const header = h("header", { class: "top" });
document.getElementById("app")!.replaceChildren(header, main, said);

const actions = albumActions(desk, announce);

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
    return pairsView(desk, pair, { answer: actions.answer, ignore, go, show: actions.show });
  }
  return peopleView(desk, search, (text) => {
    search = text;
    draw();
  });
}

/** Gives the corrections to the browser as a file. */
function download(): void {
  if (review.size === 0) return;
  const url = URL.createObjectURL(new Blob([desk.save()], { type: "application/x-ndjson" }));
  h("a", { href: url, download: "corrections.ndjson" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  announce("Downloaded. Next: group --constraints corrections.ndjson");
}

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
  header.replaceChildren(...headerParts(desk, download));
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

desk.onChange = (message) => {
  draw();
  announce(message);
};
window.addEventListener("hashchange", arrive);
listenToKeys({
  save: download,
  undo: () => desk.undo(),
  redo: () => desk.redo(),
  viewKey: (event) => sendKey(main.firstElementChild, event),
  leaveField: () => main.focus(),
  enterView() {
    if (document.activeElement !== main && document.activeElement !== document.body) return false;
    main.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    return true;
  },
});
window.addEventListener("beforeunload", (event) => {
  if (desk.unsaved) event.preventDefault();
});
draw();
