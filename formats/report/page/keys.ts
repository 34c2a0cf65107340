/**
 * Keys that mean the same everywhere.
 * @module
 */
import { focusKey } from "./dialog.ts";
import { showHelp } from "./help_dialog.ts";

/** What such keys do. */
export interface GlobalKeys {
  save(): void;
  undo(): void;
  redo(): void;
  /** Hands a key to the view; false where it means nothing there. */
  viewKey(event: KeyboardEvent): boolean;
  /** Puts the focus on the page itself. */
  leaveField(): void;
  /** Puts the focus on the first thing of the view; false where it is on something already. */
  enterView(): boolean;
}

/** Listens to the keyboard. */
export function listenToKeys(does: GlobalKeys): void {
  const commands: Actions = { s: does.save, z: does.undo, y: does.redo };
  const keys: Actions = {
    "1": () => go("people"),
    "2": () => go("review"),
    "3": () => go("photos"),
    u: does.undo,
    "?": showHelp,
    escape: () => go("people"),
    "/": () => {
      go("people");
      setTimeout(() => focusKey("search"));
    },
  };
  window.addEventListener("keydown", (event) => {
    if (event.altKey) return;
    const key = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    let run = (isCommand ? commands : keys)[key];
    if (event.shiftKey && key === (isCommand ? "z" : "u")) run = does.redo;
    // A field has undo and letters of its own.
    if (isTyping && run !== does.save) run = key === "escape" ? does.leaveField : undefined;
    if (!isTyping && does.viewKey(event)) {
      event.preventDefault();
      return;
    }
    if (!isTyping && key.startsWith("arrow") && does.enterView()) event.preventDefault();
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
}

type Actions = Record<string, (() => void) | undefined>;

function go(view: string): void {
  location.hash = view;
}
