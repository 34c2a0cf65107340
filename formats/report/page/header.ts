/**
 * The top of the page: the ways to the views, undo, and the file of corrections.
 * @module
 */
import type { Desk } from "./desk.ts";
import { count, h, icon } from "./dom.ts";
import { showHelp } from "./help_dialog.ts";

/** @param onSave Makes the file. */
export function headerParts(desk: Desk, onSave: () => void): HTMLElement[] {
  const { review, album } = desk;
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
          "aria-label": `Download ${count(review.size, "correction")}`,
          disabled: review.size === 0,
          onclick: onSave,
        },
        icon("save"),
        review.size > 0 && `${review.size}`,
        h("span", { class: "word" }, ["Corrections", "correction"][review.size] ?? "corrections"),
      ),
    ),
  ];
}
