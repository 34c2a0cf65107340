/**
 * What the keys do.
 * @module
 */
import { openDialog } from "./dialog.ts";
import { h } from "./dom.ts";

const KEYS = [
  ["1 2 3", "people, near misses, photos"],
  ["← → ↑ ↓", "from one to the next"],
  ["Enter", "open"],
  ["Esc", "back"],
  ["/", "find a person"],
  ["R", "rename the person"],
  ["S", "same person; on a person's page: same as …"],
  ["D", "different people"],
  ["Space", "select a face"],
  ["X", "not this person"],
  ["M", "move to another person"],
  ["I", "ignore: nobody's face"],
  ["P", "show the photo"],
  ["U", "undo, also Ctrl Z"],
  ["Shift U", "redo, also Ctrl Y"],
  ["Ctrl S", "download the corrections"],
] as const;

/** Shows the keys, and what to do with corrections. */
export function showHelp(): void {
  const rows = KEYS.map(([keys, what]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, ...keys.split(" ").map((key) => h("kbd", {}, key))),
      h("td", {}, what),
    ),
  );
  openDialog(
    "Help",
    "help",
    h(
      "div",
      {},
      h("h2", {}, "Keys"),
      h("table", {}, h("tbody", {}, ...rows)),
      h("h2", {}, "Corrections"),
      h(
        "p",
        {},
        "Nothing leaves this page, and nothing is saved by itself. Download the corrections, then group again with them:",
      ),
      h("pre", {}, "group --constraints corrections.ndjson < faces.ndjson"),
    ),
  );
}
